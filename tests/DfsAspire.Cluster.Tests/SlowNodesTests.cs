namespace DfsAspire.Cluster.Tests;

/// <summary>A node that is slower than three others is left alone by a command, and is needed after all when one of the three is lost.</summary>
public sealed class SlowNodesTests(TestCluster cluster) : ClusterTest(cluster)
{
    private const int Slow = 1;

    [Fact]
    public async Task A_slow_node_takes_its_parts_when_another_is_lost_while_they_are_sent()
    {
        var client = await ConnectThroughLinksAsync();
        await client.MakeFolderAsync(Folder, Cancellation);
        Cluster.Node(Slow).Freeze();
        Links.To(3).At(300_000, () => Lose(3));
        // The new folder is asked for first, and then node1 is the slow one.
        var receipt = await client.PutBytesAsync(Folder.Combine("new").Combine("file"), Bytes.Of(4_000_000, seed: 1));
        Assert.Equal(["node1", "node2", "node4"], receipt.Nodes);
        Assert.All(receipt.Holders, holders => Assert.Equal(2, holders.Count));
        Assert.Equal(Bytes.Of(4_000_000, seed: 1), await client.GetBytesAsync(receipt.Path));
    }

    [Fact]
    public async Task A_slow_node_gives_what_a_neighbour_that_is_lost_does_not()
    {
        var client = await ConnectThroughLinksAsync();
        await client.PutBytesAsync(In("file"), Bytes.Of(4_000_000, seed: 2));
        Cluster.Node(Slow).Freeze();
        Links.To(2).At(300_000, () => Lose(2));
        Assert.Equal(Bytes.Of(4_000_000, seed: 2), await client.GetBytesAsync(In("file")));
    }

    [Fact]
    public async Task A_slow_node_gives_the_part_that_is_damaged_on_the_other()
    {
        var client = await ConnectThroughLinksAsync();
        await client.PutBytesAsync(In("file"), Bytes.Of(40_000, seed: 3));
        foreach (var part in PartsOnDisk.In(Cluster, Folder).Where(part => part.Node == 2))
            part.FlipBitAt(100);
        Cluster.Node(Slow).Freeze();
        AtMessage(2, to: 2, () => Cluster.Node(Slow).Thaw());
        Assert.Equal(Bytes.Of(40_000, seed: 3), await client.GetBytesAsync(In("file")));
    }

    [Theory]
    [InlineData(2, "stamp")]
    [InlineData(3, "commit")]
    public async Task A_slow_node_takes_the_write_when_another_is_lost_at_the(int message, string name)
    {
        var client = await ConnectThroughLinksAsync();
        await client.PutBytesAsync(In(name), [1, 2, 3]);
        Cluster.Node(Slow).Freeze();
        // A DELETE asks for the state, places its stamp, commits.
        AtMessage(message, to: 3, () => Lose(3));
        var receipt = await client.DeleteAsync(In(name), Cancellation);
        Assert.Equal(["node1", "node2", "node4"], receipt.Nodes);
        await StoreCalls.FailsAsync(DfsFault.NotFound, () => client.GetBytesAsync(In(name)));
    }

    // A message is short enough to pass in one piece.
    private void AtMessage(int number, int to, Action act)
    {
        var messages = 0;
        Links.To(to).Passing = (_, toNode, _, _) =>
        {
            if (toNode && Interlocked.Increment(ref messages) == number)
                act();
        };
    }

    private void Lose(int node)
    {
        Cluster.Node(Slow).Thaw();
        Links.To(node).Cut();
    }
}
