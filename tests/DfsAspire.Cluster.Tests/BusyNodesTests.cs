namespace DfsAspire.Cluster.Tests;

/// <summary>Nodes that take a connection and do not get to answer it within a second: busy, or as good as gone.</summary>
public sealed class BusyNodesTests(TestCluster cluster) : ClusterTest(cluster)
{
    [Fact]
    public async Task Too_few_answers_are_a_reason_to_ask_the_late_ones_again()
    {
        var client = await OfWhichNodesIgnoreAsync(connections: 1, 2, 3);
        var receipt = await client.PutBytesAsync(In("file"), [1, 2, 3]);
        Assert.Equal(["node1", "node2", "node3", "node4"], receipt.Nodes);
        Assert.Empty(receipt.Faults);
    }

    [Fact]
    public async Task Parts_wait_for_a_late_node_that_is_needed()
    {
        var client = await OfWhichNodesIgnoreAsync(connections: 0, 2, 3);
        await client.PutBytesAsync(In("file"), [1]);
        // The folder has been seen just now, so staging is the first that these nodes hear of the next write: two parts each.
        Links.Cut(2, 3);
        Links.Cut();
        foreach (var number in new[] { 2, 3 })
            Links.To(number).Ignore(2);
        var receipt = await client.PutBytesAsync(In("file"), [1, 2, 3]);
        Assert.InRange(receipt.Nodes.Count, 3, 4);
    }

    [Fact]
    public async Task A_node_that_is_late_while_three_answer_is_not_waited_for()
    {
        var client = await OfWhichNodesIgnoreAsync(connections: 1, 2);
        var receipt = await client.PutBytesAsync(In("file"), [1, 2, 3]);
        Assert.Equal(["node1", "node3", "node4"], receipt.Nodes);
        // Two waits of a second end at about the same time: that for its Welcome, and that for an answer after three others.
        Assert.Matches("within 1 second|in time", Assert.Single(receipt.Faults).Reason);
    }

    [Fact]
    public async Task Nodes_that_stay_late_are_down()
    {
        var client = await OfWhichNodesIgnoreAsync(connections: 1000, 2, 3);
        var fault = await StoreCalls.FailsAsync(DfsFault.QuorumRefused, () => client.PutBytesAsync(In("file"), [1]));
        Assert.Contains("within 5 seconds", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_gets_in_when_all_nodes_are_late_at_first()
    {
        foreach (var number in TestCluster.Numbers)
            Links.To(number).Ignore(1);
        var client = await ConnectThroughLinksAsync();
        Assert.Equal(["node1", "node2", "node3", "node4"], (await client.PutBytesAsync(In("file"), [1])).Nodes);
    }

    private async Task<DfsClient> OfWhichNodesIgnoreAsync(int connections, params int[] numbers)
    {
        var client = await ConnectThroughLinksAsync();
        await client.MakeFolderAsync(Folder, Cancellation);
        // The connections of the log-in are gone with this.
        Links.Cut(numbers);
        Links.Cut();
        foreach (var number in numbers)
            Links.To(number).Ignore(connections);
        return client;
    }
}
