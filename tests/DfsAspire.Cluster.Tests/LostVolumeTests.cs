using System.Diagnostics;

namespace DfsAspire.Cluster.Tests;

/// <summary>
/// Real nodes that lose their volumes under load, one after the other. The short form runs with the other tests; DFS_LOST_VOLUMES asks for more (docs/consistency.md).
/// </summary>
[Trait("Category", "Slow")]
public sealed class LostVolumeTests(TorturedCluster cluster) : TortureTest(cluster), IClassFixture<TorturedCluster>
{
    private const int FilesAtFirst = 10;
    private const int LongestRestMilliseconds = 400;

    [Fact]
    public async Task One_volume_after_the_other_is_lost_under_load_and_filled_again_and_nothing_fails_or_is_lost()
    {
        var random = new Random(Seeds.Draw());
        var loads = await LoadsAsync(random);
        // The load replaces its files within seconds, and what a volume has lost of them is made good by that. These only the other nodes can give back.
        var folder = In("kept");
        var writer = await ConnectAsync();
        var kept = new Dictionary<StorePath, byte[]>();
        for (var file = 0; file < FilesAtFirst; file++)
            await PutAsync(folder.Combine($"file {file}"), 20_000 * file);
        var outages = new Outages();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var running = loads.Select(load => Task.Run(() => load.RunAsync(outages, enough.Token))).ToList();
        var holdings = await HoldingsAsync(loads, folder);
        await using var returns = new Returns(holdings, HealTime);
        var rounds = Wished("DFS_LOST_VOLUMES", 2);
        var lost = 0;
        while (lost < rounds && returns.Late.IsEmpty)
        {
            var node = 1 + random.Next(4);
            await DelayAsync(random.Next(LongestRestMilliseconds));
            // Every part is on two nodes, and one of the two is about to forget it: the other must have it.
            await AllHoldWhatWasCommittedAsync(holdings);
            await IsHeardOfAsync(node);
            await returns.ForgetAsync(node);
            outages.Begin(node);
            Cluster.Kill(node);
            Directory.Delete(Cluster.VolumeOf(node), recursive: true);
            lost++;
            await PutAsync(folder.Combine($"loss {lost}"), 100_000);
            await DelayAsync(random.Next(LongestRestMilliseconds));
            var started = Stopwatch.GetTimestamp();
            await Cluster.Node(node).StartAsync();
            await Cluster.Node(node).ServesAsync();
            outages.End(node);
            returns.Watch(node, started);
            await returns.EndAsync();
        }

        await enough.CancelAsync();
        await Task.WhenAll(running);
        NoPromiseWasBroken(loads);
        FewWereExcused(loads);
        Assert.Empty(returns.Late);
        Assert.Equal(rounds, returns.Whole);
        Assert.Equal(rounds, TestCluster.Numbers.Sum(node => JoinsOf(node)));
        TestContext.Current.TestOutputHelper!.WriteLine(returns.ToString());
        await EverythingIsWholeAsync(holdings);
        await NothingIsLostAsync(loads, kept);

        async Task PutAsync(StorePath path, int length)
        {
            kept[path] = Bytes.Of(length, kept.Count);
            await writer.PutBytesAsync(path, kept[path]);
        }
    }

    // How often a node says that its volume was empty.
    private int JoinsOf(int node) => Cluster.Node(node).Output.Split("joins them and copies their catalogs").Length - 1;
}
