using DfsAspire.Protocol.Messages;

namespace DfsAspire.Cluster.Tests;

/// <summary>What nobody needs any more goes from the disks, when all four nodes agree and not before.</summary>
public sealed class ForgettingTests(RepairingCluster cluster) : ClusterTest(cluster), IClassFixture<RepairingCluster>
{
    private static readonly byte[] Old = Bytes.Of(3000, 1);
    private static readonly byte[] New = Bytes.Of(5000, 2);

    [Fact]
    public async Task An_overwritten_content_is_removed_when_the_new_one_is_whole_everywhere()
    {
        var client = await ConnectAsync();
        var old = await client.PutBytesAsync(In("file"), Old);
        var now = await client.PutBytesAsync(In("file"), New);
        await AreGoneAsync(old.Content);
        Assert.Equal(8, PartsOnDisk.Of(Cluster, Folder, now.Content).Count);
        Assert.Equal(New, await client.GetBytesAsync(In("file")));
    }

    [Fact]
    public async Task What_was_let_go_of_is_no_version_any_more()
    {
        var client = await ConnectAsync();
        var old = await client.PutBytesAsync(In("file"), Old);
        await client.PutBytesAsync(In("file"), New);
        var gone = await client.PutBytesAsync(In("gone"), Old);
        await client.DeleteAsync(In("gone"), Cancellation);
        await AreGoneAsync(old.Content);
        await AreGoneAsync(gone.Content);

        Assert.True(Assert.Single((await client.ListVersionsAsync(In("file"), Cancellation)).Versions).IsCurrent);
        Assert.Empty((await client.ListVersionsAsync(In("gone"), Cancellation)).Versions);
        Assert.Empty((await client.ListDeletedAsync(Folder, Cancellation)).Entries);
    }

    [Fact]
    public async Task While_one_node_is_away_nothing_is_removed()
    {
        var client = await ConnectAsync();
        var old = await client.PutBytesAsync(In("file"), Old);
        Cluster.Kill(4);
        await client.PutBytesAsync(In("file"), New);
        await RoundsAsync([1, 2, 3], 8);
        Assert.Equal(8, PartsOnDisk.Of(Cluster, Folder, old.Content).Count);
        await Cluster.RestoreAsync();
        await AreGoneAsync(old.Content);
    }

    [Fact]
    public async Task A_deleted_file_and_its_tombstone_are_forgotten_and_do_not_return()
    {
        var client = await ConnectAsync();
        var receipt = await client.PutBytesAsync(In("file"), Old);
        await client.DeleteAsync(In("file"), Cancellation);
        await AreGoneAsync(receipt.Content);
        await using var session = await OpenSessionAsync();
        foreach (var node in session.Nodes)
            await Eventually.TrueAsync($"{node.Node.Name} has forgotten the tombstone", RepairingCluster.Patience, async () =>
                (await node.AskAsync<GetState, StateReply>("state", new GetState(default, In("file")), Cancellation)).Entry is null);
        await StoreCalls.FailsAsync(DfsFault.NotFound, () => client.GetBytesAsync(In("file")));
        await client.PutBytesAsync(In("file"), New);
        Assert.Equal(New, await client.GetBytesAsync(In("file")));
    }

    [Fact]
    public async Task A_tombstone_stays_as_long_as_one_node_has_not_heard_of_it()
    {
        var client = await ConnectAsync();
        await client.PutBytesAsync(In("file"), Old);
        Cluster.Kill(3);
        await client.DeleteAsync(In("file"), Cancellation);
        await RoundsAsync([1, 2, 4], 12);
        await Cluster.RestoreAsync();
        foreach (var down in TestCluster.Numbers)
        {
            Cluster.Kill(down);
            await using var reader = await Cluster.ConnectAsync();
            await StoreCalls.FailsAsync(DfsFault.NotFound, () => reader.GetBytesAsync(In("file")));
            await Cluster.RestoreAsync();
        }
    }

    [Fact]
    public async Task A_write_that_was_given_up_is_closed_and_then_removed()
    {
        var file = Local();
        await File.WriteAllBytesAsync(file, New, Cancellation);
        await using var session = await OpenSessionAsync();
        await (await ConnectAsync()).MakeFolderAsync(Folder, Cancellation);
        var write = await HalfDoneWrite.StageAsync(session, In("file"), file);
        Assert.Equal(8, PartsOnDisk.Of(Cluster, Folder, write.Content).Count);
        await AreGoneAsync(write.Content);
        foreach (var node in TestCluster.Numbers)
            Assert.Contains(await write.CommitAsync(node), (Status[])[Status.Closed, Status.NotStaged]);
    }

    [Fact]
    public async Task A_write_is_not_given_up_while_a_part_of_it_takes_long_to_come_to_one_node()
    {
        await (await ConnectAsync()).MakeFolderAsync(Folder, Cancellation);
        await using var session = await OpenSessionAsync();

        var write = await HalfDoneWrite.StageSlowlyAsync(session, In("file"), 8_000_000, () => RoundsAsync(TestCluster.Numbers, 30));

        foreach (var node in TestCluster.Numbers)
            Assert.Equal(Status.Ok, await write.CommitAsync(node));
    }

    [Fact]
    public async Task A_write_that_one_node_has_taken_is_not_given_up()
    {
        var client = await ConnectAsync();
        await client.MakeFolderAsync(Folder, Cancellation);
        var file = Local();
        await File.WriteAllBytesAsync(file, New, Cancellation);
        await using var session = await OpenSessionAsync();
        var write = await HalfDoneWrite.StageAsync(session, In("file"), file);
        Assert.Equal(Status.Ok, await write.CommitAsync(1));
        await RoundsAsync(TestCluster.Numbers, 30);
        Assert.Equal(New, await client.GetBytesAsync(In("file")));
        Assert.Equal(8, PartsOnDisk.Of(Cluster, Folder, write.Content).Count);
    }

    private Task AreGoneAsync(Protocol.Entries.ContentId content) => Eventually.TrueAsync(
        "the parts are gone", RepairingCluster.Patience, () => Task.FromResult(PartsOnDisk.Of(Cluster, Folder, content).Count == 0));

    // Each round looks at everything: after enough of them whatever may go is gone.
    private async Task RoundsAsync(IReadOnlyList<int> nodes, int count)
    {
        await using var session = await OpenSessionAsync();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        for (var round = 0; round < count; round++)
        {
            foreach (var node in nodes)
                await session.Nodes[node - 1].AskAsync<RepairNow, RepairReply>("repair", new RepairNow(default, Scrub: false), Cancellation);
            await timer.WaitForNextTickAsync(Cancellation);
        }
    }
}
