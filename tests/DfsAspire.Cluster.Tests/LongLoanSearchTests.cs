using DfsAspire.Client.Connections;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Cluster.Tests;

/// <summary>A node whose catalog was lost looks through its files for loans. Large ones take it minutes, and it does everything else meanwhile.</summary>
public sealed class LongLoanSearchTests(SlowlySearchingCluster cluster) : ClusterTest(cluster), IClassFixture<SlowlySearchingCluster>
{
    private const int Away = 1;
    private const int Borrower = 3;

    // Much less than the two loans take.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_others_took_comes_while_a_large_loan_is_looked_for()
    {
        var client = await ConnectAsync();
        Cluster.Kill(Away);
        Assert.Equal(2, (await client.PutBytesAsync(In("large"), Bytes.Of(20_000_000, 1))).Loans);
        await Cluster.Node(Borrower).StopAsync();
        foreach (var file in Directory.GetFiles(Path.Combine(Cluster.VolumeOf(Borrower), ".dfs"), "catalog.db*"))
            File.Delete(file);
        await Cluster.Node(Borrower).StartAsync();
        await Eventually.TrueAsync("the node has copied the others' catalogs", RepairingCluster.Patience, async () =>
            (await client.GetStatusAsync(Cancellation)).Nodes[Borrower - 1].Status is { State: NodeState.Ready });

        await using var session = await OpenSessionAsync();
        var local = Local();
        await File.WriteAllBytesAsync(local, Bytes.Of(3000, 2), Cancellation);
        var write = await HalfDoneWrite.StageAsync(session, In("half done"), local);
        Assert.Equal(Status.Ok, await write.CommitAsync(2));
        var node = session.Nodes[Borrower - 1];
        await Eventually.TrueAsync("the node has heard of the other write", Patience, async () => (await StateAsync(node, "half done")).Entry is not null);
        // Else nothing was held up.
        Assert.NotEqual(HeldParts.All, (await StateAsync(node, "large")).Held);
    }

    private Task<StateReply> StateAsync(NodeClient node, string name) =>
        node.AskAsync<GetState, StateReply>("state", new GetState(default, In(name)), Cancellation);
}

/// <summary>A cluster whose nodes compare all the time, and take 25 seconds for each part of 20 million bytes.</summary>
public sealed class SlowlySearchingCluster() : TestCluster(new Dictionary<string, string>
{
    ["Dfs__Repair__Period"] = "00:00:00.2",
    ["Dfs__Repair__BytesPerSecond"] = "200000",
});
