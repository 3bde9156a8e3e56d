namespace DfsAspire.Cluster.Tests;

/// <summary>What <c>dfs repair</c> and <c>dfs status</c> rest on; the nodes of this cluster do nothing by themselves.</summary>
public sealed class RepairOnDemandTests(OwnCluster cluster) : ClusterTest(cluster), IClassFixture<OwnCluster>
{
    private static readonly byte[] Contents = Bytes.Of(5000, 1);

    [Fact]
    public async Task A_scrub_on_demand_mends_what_is_damaged_and_gone_on_all_nodes_and_says_so()
    {
        var client = await ConnectAsync();
        var receipt = await client.PutBytesAsync(In("file"), Contents);
        var parts = PartsOnDisk.Of(Cluster, Folder, receipt.Content);
        var lost = parts.First(part => part.Node == 1);
        var damaged = parts.First(part => part.Node == 3);
        var before = (await File.ReadAllBytesAsync(lost.File, Cancellation), await File.ReadAllBytesAsync(damaged.File, Cancellation));
        File.Delete(lost.File);
        damaged.FlipBitAt(100);

        var repaired = await client.RepairAsync(withScrub: true, Cancellation);

        Assert.True(repaired.IsWhole);
        Assert.Equal(before.Item1, await File.ReadAllBytesAsync(lost.File, Cancellation));
        Assert.Equal(before.Item2, await File.ReadAllBytesAsync(damaged.File, Cancellation));
        Assert.Equal([1, 0, 1, 0], Difference(repaired, status => status.PartsRestored));
        Assert.Equal([1, 0, 1, 0], Difference(repaired, status => status.PartsUnconfirmed));
        Assert.All(repaired.Before.Nodes.Zip(repaired.After.Nodes), pair =>
            Assert.True(pair.First.Status!.CheckedSince < pair.Second.Status!.CheckedSince));
    }

    [Fact]
    public async Task A_part_that_no_node_can_give_stays_missing_and_is_counted()
    {
        var client = await ConnectAsync();
        var receipt = await client.PutBytesAsync(In("file"), Contents);
        foreach (var part in PartsOnDisk.Of(Cluster, Folder, receipt.Content).Where(part => part.Part == 2))
            File.Delete(part.File);

        var repaired = await client.RepairAsync(withScrub: true, Cancellation);
        try
        {
            Assert.False(repaired.IsWhole);
            Assert.Equal(2, repaired.After.Nodes.Sum(node => node.Status!.PartsMissing));
            Assert.Equal(2, repaired.After.Nodes.Sum(node => node.Status!.PartsUnobtainable));
        }
        finally
        {
            await client.DeleteAsync(In("file"), Cancellation);
        }
    }

    [Fact]
    public async Task A_node_that_is_away_is_named_and_the_others_repair()
    {
        var client = await ConnectAsync();
        var receipt = await client.PutBytesAsync(In("file"), Contents);
        var lost = PartsOnDisk.Of(Cluster, Folder, receipt.Content).First(part => part.Node == 2);
        File.Delete(lost.File);
        Cluster.Kill(4);

        var repaired = await client.RepairAsync(withScrub: true, Cancellation);

        Assert.False(repaired.IsWhole);
        Assert.True(File.Exists(lost.File));
        Assert.Equal([true, true, true, false], repaired.After.Nodes.Select(node => node.Fault is null));
    }

    [Fact]
    public async Task Many_who_ask_at_one_time_all_get_their_answer()
    {
        var client = await ConnectAsync();
        await client.PutBytesAsync(In("file"), Contents);

        var repaired = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => client.RepairAsync(withScrub: n % 2 == 0, Cancellation)));

        Assert.All(repaired, one => Assert.All(one.After.Nodes, node => Assert.Null(node.Fault)));
    }

    private static IEnumerable<long> Difference(RepairReceipt receipt, Func<DfsAspire.Protocol.Messages.NodeStatus, long> count) =>
        receipt.Before.Nodes.Zip(receipt.After.Nodes, (before, after) => count(after.Status!) - count(before.Status!));
}
