using DfsAspire.Client.Discovery;
using DfsAspire.Client.Founding;
using DfsAspire.Client.Gateway;
using DfsAspire.Client.Shell.Output;

namespace DfsAspire.Client.Shell.Commands;

/// <summary>The founding step: run once by the administrator's side, harmless when run again.</summary>
internal static class FoundCommand
{
    public static async Task RunAsync(ShellSurroundings surroundings, bool json, CancellationToken cancellationToken)
    {
        var settings = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        using var tracing = CommandTracing.Start(null, surroundings.Variable);
        var options = new FoundingOptions
        {
            AdministratorSecret = ProgramSettings.Required(settings, "AdminSecret"),
            ClusterSecret = ProgramSettings.Required(settings, "ClusterSecret"),
            Users = [.. ProgramSettings.Users(settings).Select(user => (user.Name, user.Password))],
            Nodes = await NodeDiscovery.FindAsync(settings, cancellationToken),
            Tls = ProgramSettings.Tls(settings),
            Time = surroundings.Time,
        };
        var report = await ClusterFounder.FoundAsync(options, cancellationToken);
        surroundings.Out.WriteLine(json ? JsonOutput.Of(new FoundingJson(report.Cluster.ToString("N"), report.Founded, report.AccountsMade)) : Line(report));
    }

    private static string Line(FoundingReport report)
    {
        var founded = report.Founded ? "founded" : "was founded before";
        var accounts = report.AccountsMade.Count == 0 ? "all accounts were there" : $"accounts made: {string.Join(", ", report.AccountsMade)}";
        return $"cluster {report.Cluster:N} {founded}; {accounts}";
    }
}
