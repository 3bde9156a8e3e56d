using System.Diagnostics;
using System.Globalization;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Cluster.Tests;

/// <summary>
/// Real processes killed again and again under load. The short form runs with the other tests; DFS_KILLS and DFS_BLACKOUTS ask for more, DFS_DEFAULT_PERIODS for nodes
/// that take their time (docs/consistency.md).
/// </summary>
[Trait("Category", "Slow")]
public sealed class TortureTests(TorturedCluster cluster) : ClusterTest(cluster), IClassFixture<TorturedCluster>
{
    private const int Clients = 8;
    private const int MostKillsBetweenRests = 20;
    private static readonly TimeSpan HealTime = TimeSpan.FromMinutes(1);

    // So that some nodes are whole before they are killed again.
    private static readonly int LongestRestMilliseconds = TorturedCluster.HasDefaultPeriods ? 15_000 : 400;

    // Of a client, between two operations.
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(250);

    [Fact]
    public async Task One_node_after_the_other_is_killed_under_load_and_nothing_fails_or_is_lost()
    {
        var random = Seed();
        var loads = await LoadsAsync(random);
        var outages = new Outages();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var running = loads.Select(load => Task.Run(() => load.RunAsync(outages, enough.Token))).ToList();
        var kills = Wished("DFS_KILLS", 12);
        var killsBetweenRests = Math.Min(MostKillsBetweenRests, Math.Max(1, kills / 2));
        var missed = In("missed");
        var writer = await ConnectAsync();
        await writer.MakeFolderAsync(missed, Cancellation);
        var kept = new Dictionary<StorePath, byte[]>();
        var holdings = await HoldingsAsync(loads, missed);
        await using var returns = new Returns(holdings, HealTime);
        for (var kill = 0; kill < kills; kill++)
        {
            var node = 1 + random.Next(4);
            await DelayAsync(random.Next(LongestRestMilliseconds));
            outages.Begin(node);
            await returns.ForgetAsync(node);
            Cluster.Kill(node);
            // The load replaces its files within seconds, and what a node has missed of them is made good by that. This one only repair can bring, and bring home.
            var path = missed.Combine($"by node {node}");
            kept[path] = Bytes.Of(100_000, kill);
            await writer.PutBytesAsync(path, kept[path]);
            await DelayAsync(random.Next(600));
            var started = Stopwatch.GetTimestamp();
            await Cluster.Node(node).StartAsync();
            await Cluster.Node(node).IsReadyAsync();
            outages.End(node);
            returns.Watch(node, started);
            if (kill % killsBetweenRests == killsBetweenRests - 1)
                await AllHoldWhatWasCommittedAsync(holdings);
        }

        await returns.EndAsync();
        await enough.CancelAsync();
        await Task.WhenAll(running);
        NoPromiseWasBroken(loads);
        Assert.Empty(returns.Late);
        Assert.InRange(returns.Whole, kills / 4, kills);
        TestContext.Current.TestOutputHelper!.WriteLine(returns.ToString());
        await EverythingIsWholeAsync(holdings);
        foreach (var (path, bytes) in kept)
            Assert.Equal(bytes, await writer.GetBytesAsync(path));
        await NothingIsLostAsync(loads);
    }

    [Fact]
    public async Task All_nodes_are_killed_at_once_under_load_and_nothing_acknowledged_is_lost()
    {
        var random = Seed();
        var loads = await LoadsAsync(random);
        for (var blackout = 0; blackout < Wished("DFS_BLACKOUTS", 4); blackout++)
        {
            var outages = new Outages();
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            var running = loads.Select(load => Task.Run(() => load.RunAsync(outages, enough.Token))).ToList();
            await DelayAsync(500 + random.Next(1500));
            foreach (var node in TestCluster.Numbers)
                outages.Begin(node);
            Cluster.Kill(TestCluster.Numbers);
            await enough.CancelAsync();
            await Task.WhenAll(running);
            await Cluster.RestoreAsync();
            await using var reader = await Cluster.ConnectAsync();
            foreach (var load in loads)
                await load.CheckAllAsync(reader);
            NoPromiseWasBroken(loads);
        }

        await EverythingIsWholeAsync(await HoldingsAsync(loads));
        await NothingIsLostAsync(loads);
    }

    private async Task NothingIsLostAsync(IReadOnlyList<ClientLoad> loads)
    {
        foreach (var down in TestCluster.Numbers)
        {
            Cluster.Kill(down);
            await using var reader = await Cluster.ConnectAsync();
            foreach (var load in loads)
                await load.CheckAllAsync(reader);
            NoPromiseWasBroken(loads);
            await Cluster.RestoreAsync();
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{loads.Sum(load => load.Done)} operations, {loads.Sum(load => load.Excused)} refused with more than one node away");
        Assert.True(loads.All(load => load.Done > 0));
    }

    private static void NoPromiseWasBroken(IReadOnlyList<ClientLoad> loads)
    {
        if (loads.SelectMany(load => load.Violations).ToList() is { Count: > 0 } violations)
            Assert.Fail(string.Join('\n', violations.Take(20)));
    }

    private async Task<IReadOnlyList<NodeStatus?>> StatusAsync()
    {
        await using var client = await Cluster.ConnectAsync();
        return [.. (await client.GetStatusAsync(Cancellation)).Nodes.Select(node => node.Status)];
    }

    private async Task<Holdings> HoldingsAsync(IReadOnlyList<ClientLoad> loads, params StorePath[] more) =>
        new(await OpenSessionAsync(), [.. loads.Select(load => load.Folder), .. more]);

    // Also while the load goes on.
    private static async Task AllHoldWhatWasCommittedAsync(Holdings holdings)
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

    private async Task EverythingIsWholeAsync(Holdings holdings)
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

    private async Task<IReadOnlyList<ClientLoad>> LoadsAsync(Random random)
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

    private static Random Seed()
    {
        var seed = Wished("DFS_SEED", Environment.TickCount);
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        return new Random(seed);
    }

    private static int Wished(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.Integer, CultureInfo.InvariantCulture, out var wished) ? wished : otherwise;

    // Not to wait for something: the moment of a kill is what is random here.
    private static Task DelayAsync(int milliseconds) => Task.Delay(milliseconds, Cancellation);
}
