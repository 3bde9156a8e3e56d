using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace DfsAspire.Gateway.Tests.Deploy;

/// <summary>Nodes and gateway as Prometheus sees them, and what deploy/ asks of it.</summary>
public sealed partial class MetricsTests(TestCluster plain, SharedGateway shared, MeteredCluster metered) : GatewayTest(plain, shared), IClassFixture<MeteredCluster>
{
    // What Prometheus makes itself.
    private static readonly string[] OfPrometheus = ["up", "job", "instance", "le"];

    [Fact]
    public async Task What_dashboard_and_alarms_ask_for_is_there_and_names_neither_paths_nor_users()
    {
        await using var gateway = await RunningGateway.StartAsync(metered.Addresses, new Dictionary<string, string?> { ["Metrics:Prometheus"] = "loopback" });
        var http = gateway.Client();
        const string Secret = "a-name-that-no-metric-may-have";
        var file = new Uri(gateway.Root, $"{Secret}.txt");
        using (var put = await http.PutAsync(file, new ByteArrayContent(Encoding.UTF8.GetBytes("content")), Cancellation))
            Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        await http.GetStringAsync(file, Cancellation);

        var text = new StringBuilder(await ScrapeAsync(new Uri(gateway.Root, "/metrics")));
        foreach (var number in TestCluster.Numbers)
            text.Append(await ScrapeAsync(At(metered, number)));
        var exposed = text.ToString();

        var names = SampleNames().Matches(exposed).Select(match => match.Groups[1].Value).ToHashSet();
        var labels = LabelNames().Matches(exposed).Select(match => match.Groups[1].Value).ToHashSet();
        var (asked, askedLabels) = (new HashSet<string>(), new HashSet<string>());
        foreach (var query in DashboardQueries().Concat(AlarmQueries()))
        {
            asked.UnionWith(Metrics().Matches(query).Select(match => match.Value));
            askedLabels.UnionWith(GroupedBy().Matches(query).SelectMany(match => match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries)));
            askedLabels.UnionWith(Matchers().Matches(query).Select(match => match.Groups[1].Value));
        }

        Assert.True(asked.Count > 15, $"only {asked.Count} metrics are asked for");
        Assert.Empty(asked.Except(names).Except(OfPrometheus));
        Assert.Empty(askedLabels.Except(labels).Except(OfPrometheus));
        Assert.DoesNotContain(Secret, exposed, StringComparison.Ordinal);
        Assert.DoesNotContain("alice", exposed, StringComparison.Ordinal);
    }

    /// <summary>What a node stops to say sounds no alarm: that it does not take writes it has to say.</summary>
    [Fact]
    public async Task A_node_that_takes_no_writes_says_so()
    {
        await ReadyAsync("1");
        try
        {
            Assert.Equal(HttpStatusCode.OK, (await metered.PostAsync(4, "/drain", Cancellation)).Status);
            await ReadyAsync("0");
        }
        finally
        {
            await metered.PostAsync(4, "/undrain", CancellationToken.None);
        }

        Task ReadyAsync(string expected) => Eventually.TrueAsync($"dfs_node_ready of node 4 is {expected}", TimeSpan.FromMinutes(1), async () =>
            Ready().Match(await ScrapeAsync(At(metered, 4))).Groups[1].Value == expected);
    }

    [Fact]
    public async Task Without_the_setting_there_are_no_metrics()
    {
        using var http = new HttpClient();
        using var ofNode = await http.GetAsync(At(Cluster, 1), Cancellation);
        using var ofGateway = await http.GetAsync(new Uri(Gateway.Root, "/metrics"), Cancellation);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (ofNode.StatusCode, ofGateway.StatusCode));
    }

    private static Uri At(TestCluster cluster, int number) =>
        new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{cluster.Node(number).HttpPort}/metrics"));

    private static async Task<string> ScrapeAsync(Uri address)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(address, Cancellation);
    }

    private static IEnumerable<string> DashboardQueries()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Deployed("grafana/dfsaspire.json")));
        foreach (var panel in dashboard.RootElement.GetProperty("panels").EnumerateArray())
            foreach (var target in panel.GetProperty("targets").EnumerateArray())
                yield return target.GetProperty("expr").GetString()!.Replace("\"$node\"", "\".*\"", StringComparison.Ordinal);
        foreach (var variable in dashboard.RootElement.GetProperty("templating").GetProperty("list").EnumerateArray())
            if (variable.TryGetProperty("definition", out var definition))
                yield return definition.GetString()!;
    }

    private static IEnumerable<string> AlarmQueries() =>
        AlarmExpressions().Matches(File.ReadAllText(Deployed("prometheus/dfsaspire.rules.yml"))).Select(match => match.Groups[1].Value);

    private static string Deployed(string file) => Path.Combine(
        typeof(MetricsTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!, "deploy", file);

    [GeneratedRegex(@"^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{| )", RegexOptions.Multiline)]
    private static partial Regex SampleNames();

    [GeneratedRegex(@"[{,]([a-zA-Z_][a-zA-Z0-9_]*)=""")]
    private static partial Regex LabelNames();

    [GeneratedRegex(@"\b(?:dfs_(?!node\b|operation\b|status\b)[a-z0-9_]+|up)\b(?!"")")]
    private static partial Regex Metrics();

    [GeneratedRegex(@"^dfs_node_ready\{[^}]*\} (\d)", RegexOptions.Multiline)]
    private static partial Regex Ready();

    [GeneratedRegex(@"\bby \(([^)]*)\)")]
    private static partial Regex GroupedBy();

    [GeneratedRegex(@"[{,]\s*([a-z_]+)\s*=~?""")]
    private static partial Regex Matchers();

    [GeneratedRegex(@"^\s*expr: (.+)$", RegexOptions.Multiline)]
    private static partial Regex AlarmExpressions();
}

/// <summary>A cluster whose nodes show their metrics to this machine.</summary>
public sealed class MeteredCluster() : TestCluster(new Dictionary<string, string> { ["Metrics__Prometheus"] = "loopback", ["Dfs__Repair__Period"] = "01:00:00" });
