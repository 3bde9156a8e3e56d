using DfsAspire.Protocol.Messages;

namespace DfsAspire.Cluster.Tests;

/// <summary>A node that brings a large part back takes minutes for it, and does everything else meanwhile.</summary>
public sealed class LongHealingTests(SlowlyHealingCluster cluster) : ClusterTest(cluster), IClassFixture<SlowlyHealingCluster>
{
    private const int Healing = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_others_took_comes_while_a_large_part_is_brought_back_and_somebody_waits_for_that()
    {
        var client = await ConnectAsync();
        var receipt = await client.PutBytesAsync(In("large"), Bytes.Of(100_000_000, 1));
        await using var session = await OpenSessionAsync();
        var node = session.Nodes[Healing - 1];
        foreach (var part in PartsOnDisk.Of(Cluster, Folder, receipt.Content).Where(part => part.Node == Healing))
        {
            File.Delete(part.File);
            await node.AskAsync<CheckPart, CheckReply>("check", new CheckPart(default, receipt.Content, part.Part), Cancellation);
        }

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var asked = node.AskAsync<RepairNow, RepairReply>("repair", new RepairNow(default, Scrub: false), enough.Token);
        var local = Local();
        await File.WriteAllBytesAsync(local, Bytes.Of(3000, 2), Cancellation);
        var write = await HalfDoneWrite.StageAsync(session, In("half done"), local);
        Assert.Equal(Status.Ok, await write.CommitAsync(1));

        await Eventually.TrueAsync("the node has heard of the other write", Patience, async () =>
            (await node.AskAsync<GetState, StateReply>("state", new GetState(default, In("half done")), Cancellation)).Entry is not null);
        Assert.True((await StatusAsync()).PartsMissing > 0);
        Assert.False(asked.IsCompleted);
        // Who asked goes, and asks again: that is no reason to lose the node.
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        using var again = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var second = node.AskAsync<RepairNow, RepairReply>("repair", new RepairNow(default, Scrub: false), again.Token);
        await Eventually.TrueAsync("the node goes on comparing", Patience, async () => (await StatusAsync()).State == NodeState.Ready);
        Assert.False(second.IsFaulted);
        await again.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);

        async Task<NodeStatus> StatusAsync() => (await node.AskAsync<GetNodeStatus, NodeStatusReply>("status", new GetNodeStatus(default), Cancellation)).Status;
    }
}

/// <summary>A cluster whose nodes compare all the time, and bring parts back slowly.</summary>
public sealed class SlowlyHealingCluster() : TestCluster(new Dictionary<string, string>
{
    ["Dfs__Repair__Period"] = "00:00:00.2",
    ["Dfs__Repair__BytesPerSecond"] = "1000000",
});
