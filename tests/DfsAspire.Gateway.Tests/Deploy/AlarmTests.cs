using System.Text.RegularExpressions;

namespace DfsAspire.Gateway.Tests.Deploy;

/// <summary>The alarms of deploy/prometheus, beside what the page says of them.</summary>
public sealed partial class AlarmTests
{
    private static readonly string Rules = OperationsPage.Deployed("prometheus/dfsaspire.rules.yml");

    [Fact]
    public void The_page_says_of_every_alarm_what_to_do()
    {
        var section = OperationsPage.Text[OperationsPage.Text.IndexOf("### Reading the alarms", StringComparison.Ordinal)..];

        Assert.Equal(Names().Matches(Rules).Select(match => match.Groups[1].Value), Rows().Matches(section).Select(match => match.Groups[1].Value));
    }

    [Fact]
    public void An_alarm_says_of_every_program_that_is_watched_when_it_is_away()
    {
        var jobs = Jobs().Matches(OperationsPage.Deployed("prometheus/prometheus.yml")).Select(match => match.Groups[1].Value).ToList();

        Assert.Equal(["dfs-node", "dfs-gateway"], jobs);
        Assert.All(jobs, job => Assert.Contains($"expr: up{{job=\"{job}\"}} == 0\n        for: 2m\n", Rules, StringComparison.Ordinal));
    }

    [GeneratedRegex("^ +- alert: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Names();

    [GeneratedRegex(@"^\| `(Dfs\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex("job_name: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Jobs();
}
