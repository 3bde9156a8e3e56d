using DfsAspire.Protocol.Messages;

namespace DfsAspire.Cluster.Tests;

/// <summary>A cluster that gives writes up soon and keeps versions for as long as usual. Nodes compare when they are asked to.</summary>
public sealed class GivingUpCluster() : TestCluster(new Dictionary<string, string>
{
    ["Dfs__Repair__Period"] = "01:00:00",
    ["Dfs__Repair__StageLife"] = "00:00:03",
    ["Dfs__Repair__ClosedLife"] = "00:00:01",
    ["Dfs__Repair__ForTests"] = "true",
});

/// <summary>A write that some nodes have taken before the next one came, and others after it.</summary>
[Trait("Category", "Slow")]
public sealed class OvertakenWriteTests(GivingUpCluster cluster) : ClusterTest(cluster), IClassFixture<GivingUpCluster>
{
    [Fact]
    public async Task A_write_that_was_overtaken_at_some_nodes_can_be_restored_through_them_for_as_long_as_others_keep_it()
    {
        var (old, local) = (Bytes.Of(3000, 1), Local());
        await File.WriteAllBytesAsync(local, old, Cancellation);
        var client = await ConnectAsync();
        await client.MakeFolderAsync(Folder, Cancellation);
        await using var session = await OpenSessionAsync();
        var overtaken = await HalfDoneWrite.StageAsync(session, In("file"), local);
        var givenUp = await HalfDoneWrite.StageAsync(session, In("given up"), local);
        Assert.All(await Task.WhenAll(overtaken.CommitAsync(1), overtaken.CommitAsync(2)), status => Assert.Equal(Status.Ok, status));
        await client.PutBytesAsync(In("file"), Bytes.Of(5000, 2));

        await Eventually.TrueAsync(
            "a write that nobody took is given up", RepairingCluster.Patience, async () =>
            {
                foreach (var node in session.Nodes)
                    await node.AskAsync<RepairNow, RepairReply>("repair", new RepairNow(default, Scrub: false), Cancellation);
                return PartsOnDisk.Of(Cluster, Folder, givenUp.Content).Count == 0;
            });

        Assert.Equal(8, PartsOnDisk.Of(Cluster, Folder, overtaken.Content).Count);
        Cluster.Kill(1);
        var version = (await client.ListVersionsAsync(In("file"), Cancellation)).Previous!;
        await client.RestoreAsync(version, null, overwrite: true, Cancellation);
        Assert.Equal(old, await client.GetBytesAsync(In("file")));
    }
}
