using System.Diagnostics;

namespace DfsAspire.Cluster.Tests;

/// <summary>
/// Real processes killed again and again under load. The short form runs with the other tests; DFS_KILLS and DFS_BLACKOUTS ask for more, DFS_DEFAULT_PERIODS for nodes
/// that take their time (docs/consistency.md).
/// </summary>
[Trait("Category", "Slow")]
public sealed class TortureTests(TorturedCluster cluster) : TortureTest(cluster), IClassFixture<TorturedCluster>
{
    private const int MostKillsBetweenRests = 8;

    // So that some nodes are whole before they are killed again.
    private static readonly int LongestRestMilliseconds = TorturedCluster.HasDefaultPeriods ? 15_000 : 400;

    [Fact]
    public async Task One_node_after_the_other_is_killed_under_load_and_nothing_fails_or_is_lost()
    {
        var random = new Random(Seeds.Draw());
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
        FewWereExcused(loads);
        Assert.Empty(returns.Late);
        Assert.InRange(returns.Whole, kills / 4, kills);
        TestContext.Current.TestOutputHelper!.WriteLine(returns.ToString());
        await EverythingIsWholeAsync(holdings);
        await NothingIsLostAsync(loads, kept);
    }

    [Fact]
    public async Task All_nodes_are_killed_at_once_under_load_and_nothing_acknowledged_is_lost()
    {
        var random = new Random(Seeds.Draw());
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
        await NothingIsLostAsync(loads, new Dictionary<StorePath, byte[]>());
    }
}
