using System.Diagnostics;
using System.Globalization;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>Clients at work while nodes go, one after the other or all at once: what such tests begin with, and what must hold meanwhile and afterwards.</summary>
public abstract class TortureTest(TorturedCluster cluster) : ClusterTest(cluster)
{
    private const int Clients = 8;
    private const double MostExcused = 0.005;

    // Of a client, between two operations.
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(250);

    /// <summary>In what time a node has to have made good what it missed.</summary>
    protected static TimeSpan HealTime { get; } = TimeSpan.FromMinutes(1);

    private protected async Task<IReadOnlyList<ClientLoad>> LoadsAsync(Random random)
    {
        var loads = new List<ClientLoad>();
        for (var n = 0; n < Clients; n++)
        {
            var folder = In($"client {n}");
            var client = await ConnectAsync();
            await client.MakeFolderAsync(folder, Cancellation);
            loads.Add(new ClientLoad(client, folder, random.Next(), LongestRest));
        }

        return loads;
    }

    private protected async Task<Holdings> HoldingsAsync(IReadOnlyList<ClientLoad> loads, params StorePath[] more) =>
        new(await OpenSessionAsync(), [.. loads.Select(load => load.Folder), .. more]);

    private protected static void NoPromiseWasBroken(IReadOnlyList<ClientLoad> loads)
    {
        if (loads.SelectMany(load => load.Violations).ToList() is { Count: > 0 } violations)
            Assert.Fail(string.Join('\n', violations.Take(20)));
    }

    // Were that more than a few, the run would show little.
    private protected static void FewWereExcused(IReadOnlyList<ClientLoad> loads)
    {
        var (excused, all) = (loads.Sum(load => load.LeftOpen + load.Refused), loads.Sum(load => load.Done + load.LeftOpen + load.Refused));
        Assert.True(excused <= all * MostExcused, $"{excused} of {all} operations failed after nodes had been away one after the other");
    }

    // Also while the load goes on.
    private protected static async Task AllHoldWhatWasCommittedAsync(Holdings holdings)
    {
        var watch = Stopwatch.StartNew();
        var lacking = new Dictionary<int, IReadOnlyList<string>>();
        try
        {
            await Task.WhenAll(TestCluster.Numbers.Select(async node =>
            {
                Committed? committed = null;
                await Eventually.TrueAsync($"node{node} holds all that was committed, and no loan is left for it", HealTime, async () =>
                {
                    committed ??= await Committed.TakeAsync(holdings, node, Cancellation);
                    var left = committed is null ? [$"of node{node} nothing is known: too few others answer"] : await committed.LackingAsync(Cancellation);
                    lock (lacking)
                        lacking[node] = left;
                    return left.Count == 0;
                });
            }));
        }
        finally
        {
            TestContext.Current.TestOutputHelper!.WriteLine($"all held what was committed after {watch.Elapsed.TotalSeconds:0.0} s; lacking: {string.Join("; ", lacking.Values.SelectMany(left => left))}");
        }
    }

    private protected async Task EverythingIsWholeAsync(Holdings holdings)
    {
        await AllHoldWhatWasCommittedAsync(holdings);
        var watch = Stopwatch.StartNew();
        var seen = "";
        try
        {
            await Eventually.TrueAsync("nothing is missing, damaged or on loan anywhere", HealTime, async () =>
            {
                var nodes = await StatusAsync();
                seen = string.Join(", ", nodes.Select(status => status is { } s ? $"{s.PartsMissing}+{s.PartsDamaged}+{s.PartsOnLoan} of {s.Entries} entries" : "away"));
                // A node never hears of what was replaced while it was away: loans of that stay until it goes, by default after a week.
                return nodes.All(status => status is { PartsMissing: 0, PartsDamaged: 0 } s && (TorturedCluster.HasDefaultPeriods || s.PartsOnLoan == 0))
                    && nodes.Select(status => status!.Entries).Distinct().Count() == 1;
            });
        }
        finally
        {
            TestContext.Current.TestOutputHelper!.WriteLine($"whole after {watch.Elapsed.TotalSeconds:0.0} s more; missing + damaged + on loan: {seen}");
        }
    }

    private protected async Task NothingIsLostAsync(IReadOnlyList<ClientLoad> loads, IReadOnlyDictionary<StorePath, byte[]> kept)
    {
        foreach (var down in TestCluster.Numbers)
        {
            Cluster.Kill(down);
            await using var reader = await Cluster.ConnectAsync();
            foreach (var load in loads)
                await load.CheckAllAsync(reader);
            NoPromiseWasBroken(loads);
            foreach (var (path, bytes) in kept)
                Assert.Equal(bytes, await reader.GetBytesAsync(path));
            await Cluster.RestoreAsync();
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{loads.Sum(load => load.Done)} operations, {loads.Sum(load => load.LeftOpen)} left open by two outages, {loads.Sum(load => load.Refused)} refused after more");
        Assert.True(loads.All(load => load.Done > 0));
    }

    private async Task<IReadOnlyList<NodeStatus?>> StatusAsync()
    {
        await using var client = await Cluster.ConnectAsync();
        return [.. (await client.GetStatusAsync(Cancellation)).Nodes.Select(node => node.Status)];
    }

    private protected static int Wished(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.Integer, CultureInfo.InvariantCulture, out var wished) ? wished : otherwise;

    // Not to wait for something: the moment of a kill is what is random here.
    private protected static Task DelayAsync(int milliseconds) => Task.Delay(milliseconds, Cancellation);
}
