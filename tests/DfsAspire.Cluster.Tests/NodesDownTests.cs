namespace DfsAspire.Cluster.Tests;

/// <summary>The table "nodes down" of docs/architecture.md, row by row, with node processes that are really gone.</summary>
public sealed class NodesDownTests(TestCluster cluster) : ClusterTest(cluster)
{
    private static readonly byte[] Old = Bytes.Of(1000, 1);
    private static readonly byte[] New = Bytes.Of(70_000, 2);

    public static TheoryData<string> Sets => [.. NodeSets.All];

    [Theory]
    [MemberData(nameof(Sets))]
    public async Task Commands_do_what_the_table_says_when_these_nodes_are_down(string set)
    {
        var down = NodeSets.Parse(set);
        var client = await ConnectAsync();
        await client.PutBytesAsync(In("kept"), Old);
        await client.PutBytesAsync(In("overwritten"), Old);
        await client.PutBytesAsync(In("deleted"), Old);
        var before = PartsOnDisk.In(Cluster, Folder);
        Cluster.Kill(down);

        // Who was connected and who comes anew are told the same.
        await using var newcomer = await Cluster.ConnectAsync();
        foreach (var reader in new[] { client, newcomer })
            await ReadAsync(reader, down);
        if (NodeSets.CanWrite(down))
        {
            await WriteAsync(client, down);
            return;
        }

        // One that has seen the folder lately, and one that asks for it first.
        foreach (var writer in new[] { client, newcomer })
            await RefusesAsync(writer);
        await Cluster.RestoreAsync();
        Assert.Equal(before.OrderBy(part => part.File), PartsOnDisk.In(Cluster, Folder).OrderBy(part => part.File));
        Assert.Equal(["deleted", "kept", "overwritten"], (await client.ListAsync(Folder, Cancellation)).Entries.Select(entry => entry.Path.Name));
        Assert.Equal(Old, await client.GetBytesAsync(In("overwritten")));
    }

    [Fact]
    public async Task Without_any_node_every_command_says_so()
    {
        var client = await ConnectAsync();
        Cluster.Kill(TestCluster.Numbers);
        foreach (var call in new Func<Task>[]
                 {
                     () => client.GetBytesAsync(In("file")), () => client.ListAsync(Folder, Cancellation), () => client.PutBytesAsync(In("file"), Old),
                     () => client.DeleteAsync(In("file"), Cancellation), () => client.MakeFolderAsync(Folder, Cancellation), () => Cluster.ConnectAsync(),
                 })
            await StoreCalls.FailsAsync(DfsFault.QuorumRefused, call);
    }

    [Fact]
    public async Task A_node_that_comes_back_is_used_again_by_clients_that_were_there_before()
    {
        var client = await ConnectAsync();
        await client.PutBytesAsync(In("file"), Old);
        await Cluster.StopAsync(TestCluster.Numbers);
        await Cluster.RestoreAsync();
        var receipt = await client.PutBytesAsync(In("file"), New);
        Assert.Equal(4, receipt.Nodes.Count);
        Assert.Empty(receipt.Faults);
        Assert.Equal(New, await client.GetBytesAsync(In("file")));
    }

    private async Task ReadAsync(DfsClient client, int[] down)
    {
        var listing = await client.ListAsync(Folder, Cancellation);
        Assert.Equal(["deleted", "kept", "overwritten"], listing.Entries.Select(entry => entry.Path.Name));
        Assert.All(listing.Entries, entry => Assert.Equal(NodeSets.CanRead(down), entry.IsComplete));
        Assert.Equal(down.Length == 3, listing.MayBeOld);
        Assert.Equal(down.Select(number => $"node{number}"), listing.Faults.Select(fault => fault.Node).Order());

        var unknown = await StoreCalls.FailsAsync(DfsFault.NotFound, () => client.GetBytesAsync(In("unknown")));
        Assert.Equal(
            $"'{In("unknown")}' was not found" + (down.Length == 3 ? " on the one reachable node." : "."), unknown.Message);
        if (NodeSets.CanRead(down))
        {
            var (content, receipt) = await client.GetAllAsync(In("kept"));
            Assert.Equal(Old, content);
            Assert.Equal(down.Length == 2, receipt.AnsweredByTwo);
            return;
        }

        var output = Local();
        var incomplete = await StoreCalls.FailsAsync(DfsFault.Incomplete, () => client.GetFileAsync(In("kept"), output, null, Cancellation));
        Assert.Equal("File is incomplete.", incomplete.Message);
        Assert.False(File.Exists(output));
    }

    private async Task WriteAsync(DfsClient client, int[] down)
    {
        var up = TestCluster.Numbers.Except(down).Select(number => $"node{number}").ToList();
        var receipt = await client.PutBytesAsync(In("overwritten"), New);
        Assert.Equal(up, receipt.Nodes);
        Assert.Equal(2 * down.Length, receipt.Loans);
        Assert.All(receipt.Holders, holders => Assert.Equal(2, holders.Count));
        Assert.Equal(down.Select(number => $"node{number}"), receipt.Faults.Select(fault => fault.Node));
        Assert.Equal(up, (await client.DeleteAsync(In("deleted"), Cancellation)).Nodes);
        Assert.Equal(up, (await client.MakeFolderAsync(In("made"), Cancellation)).Nodes);
        var listing = await client.ListAsync(Folder, Cancellation);
        Assert.Equal(["kept", "made", "overwritten"], listing.Entries.Select(entry => entry.Path.Name));
        Assert.All(listing.Entries, entry => Assert.True(entry.IsComplete));
        Assert.Equal(New, await client.GetBytesAsync(In("overwritten")));
    }

    private async Task RefusesAsync(DfsClient client)
    {
        foreach (var (name, call) in new (string, Func<Task>)[]
                 {
                     ("overwritten", () => client.PutBytesAsync(In("overwritten"), New)),
                     ("deleted", () => client.DeleteAsync(In("deleted"), Cancellation)),
                     ("made", () => client.MakeFolderAsync(In("made"), Cancellation)),
                 })
        {
            var refused = await StoreCalls.FailsAsync(DfsFault.QuorumRefused, call);
            Assert.Contains("was not changed", refused.Message, StringComparison.Ordinal);
            Assert.Contains(Folder.Value, refused.Message, StringComparison.Ordinal);
            Assert.Contains("node", refused.Message, StringComparison.Ordinal);
            Assert.NotEmpty(name);
        }
    }
}
