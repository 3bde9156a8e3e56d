using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Placement;

namespace DfsAspire.Cluster.Tests;

/// <summary>What was overwritten or deleted, brought back from real nodes.</summary>
public sealed class VersionTests(TestCluster cluster) : ClusterTest(cluster)
{
    private static readonly byte[] First = Bytes.Of(300_000, 1);
    private static readonly byte[] Second = Bytes.Of(5000, 2);
    private static readonly byte[] Third = Bytes.Of(70_000, 3);

    [Fact]
    public async Task Every_version_is_listed_and_can_be_read_as_it_was()
    {
        var client = await ConnectAsync();
        foreach (var content in (byte[][])[First, Second, Third])
            await client.PutBytesAsync(In("a"), content);

        var listing = await client.ListVersionsAsync(In("a"), Cancellation);

        Assert.Equal([70_000, 5000, 300_000], listing.Versions.Select(version => version.Length));
        Assert.Equal([true, false, false], listing.Versions.Select(version => version.IsCurrent));
        Assert.All(listing.Versions, version => Assert.Equal((true, 1), (version.IsComplete, version.Survives)));
        Assert.All(listing.Versions.Skip(1), version => Assert.InRange(version.KeptUntil!.Value - version.ReplacedAt!.Value, TimeSpan.FromDays(6.9), TimeSpan.FromDays(7)));
        foreach (var (version, content) in listing.Versions.Zip((byte[][])[Third, Second, First]))
        {
            Assert.Equal(content, await ReadAsync(client, version));
            var local = Local();
            await client.GetFileAsync(version, local, null, Cancellation);
            Assert.Equal(content, await File.ReadAllBytesAsync(local, Cancellation));
            using var reader = await client.OpenAsync(version, Cancellation);
            using var range = new MemoryStream();
            await reader.CopyToAsync(range, 1000, 2000, Cancellation);
            Assert.Equal(content[1000..3000], range.ToArray());
        }
    }

    [Fact]
    public async Task A_refused_restore_takes_nothing_from_nodes_at_which_the_version_was_overtaken()
    {
        var file = Local();
        await File.WriteAllBytesAsync(file, First, Cancellation);
        var client = await ConnectAsync();
        await client.MakeFolderAsync(Folder, Cancellation);
        await using var session = await OpenSessionAsync();
        var overtaken = await HalfDoneWrite.StageAsync(session, In("a"), file);
        foreach (var node in (int[])[1, 2])
            Assert.Equal(Status.Ok, await overtaken.CommitAsync(node));
        await client.PutBytesAsync(In("a"), Second);
        var version = (await client.ListVersionsAsync(In("a"), Cancellation)).Previous!;
        Assert.Equal(8, PartsOnDisk.Of(Cluster, Folder, overtaken.Content).Count);

        // A file lies where a folder is needed.
        await StoreCalls.FailsAsync(DfsFault.Conflict, () => client.RestoreAsync(version, In("a").Combine("b"), overwrite: false, Cancellation));

        Assert.Equal(8, PartsOnDisk.Of(Cluster, Folder, overtaken.Content).Count);
        Cluster.Kill(1);
        await client.RestoreAsync(version, null, overwrite: true, Cancellation);
        Assert.Equal(First, await client.GetBytesAsync(In("a")));
    }

    [Fact]
    public async Task An_earlier_version_comes_back_without_its_bytes_being_moved_and_what_it_replaces_stays_a_version()
    {
        var client = await ConnectThroughLinksAsync();
        var first = await client.PutBytesAsync(In("a"), First);
        var written = (await client.GetAllAsync(In("a"))).Receipt.WrittenAt;
        await client.PutBytesAsync(In("a"), Second);
        var version = (await client.ListVersionsAsync(In("a"), Cancellation)).Previous!;
        var (sent, received) = (Links.Sent, Links.Received);

        var receipt = await client.RestoreAsync(version, null, overwrite: true, Cancellation);

        Assert.InRange(Links.Sent - sent + Links.Received - received, 1, 60_000);
        Assert.Equal(["node1", "node2", "node3", "node4"], receipt.Nodes);
        var (bytes, got) = await client.GetAllAsync(In("a"));
        Assert.Equal(First, bytes);
        Assert.Equal(written, got.WrittenAt);
        Assert.Equal(8, PartsOnDisk.Of(Cluster, Folder, first.Content).Count);
        var after = await client.ListVersionsAsync(In("a"), Cancellation);
        Assert.Equal([300_000, 5000, 300_000], after.Versions.Select(one => one.Length));
        // And back again, and again.
        await client.RestoreAsync(after.Previous!, null, overwrite: true, Cancellation);
        Assert.Equal(Second, await client.GetBytesAsync(In("a")));
    }

    [Fact]
    public async Task A_deleted_file_is_found_and_comes_back_also_under_another_path()
    {
        var client = await ConnectAsync();
        await client.PutBytesAsync(In("docs/a"), First);
        await client.PutBytesAsync(In("docs/stays"), Second);
        await client.DeleteAsync(In("docs/a"), Cancellation);

        var deleted = Assert.Single((await client.ListDeletedAsync(In("docs"), Cancellation)).Entries);
        Assert.Equal((In("docs/a"), false, true), (deleted.Path, deleted.IsMoved, deleted.IsComplete));
        await client.RestoreAsync(deleted, In("else/where"), overwrite: false, Cancellation);
        await client.RestoreAsync(deleted, null, overwrite: false, Cancellation);

        Assert.Equal(First, await client.GetBytesAsync(In("docs/a")));
        Assert.Equal(First, await client.GetBytesAsync(In("else/where")));
        Assert.Empty((await client.ListDeletedAsync(In("docs"), Cancellation)).Entries);
        // What is there already is not written again.
        var stamp = (await client.ListVersionsAsync(In("docs/a"), Cancellation)).Versions[0].Stamp;
        Assert.Equal(stamp, (await client.RestoreAsync(deleted, null, overwrite: false, Cancellation)).Stamp);
    }

    [Fact]
    public async Task What_lies_at_the_target_is_replaced_only_when_that_is_said()
    {
        var client = await ConnectAsync();
        await client.PutBytesAsync(In("a"), First);
        await client.PutBytesAsync(In("a"), Second);
        await client.PutBytesAsync(In("b"), Third);
        await client.MakeFolderAsync(In("folder"), Cancellation);
        var version = (await client.ListVersionsAsync(In("a"), Cancellation)).Previous!;

        await StoreCalls.FailsAsync(DfsFault.AlreadyExists, () => client.RestoreAsync(version, In("b"), overwrite: false, Cancellation));
        await StoreCalls.FailsAsync(DfsFault.Conflict, () => client.RestoreAsync(version, In("folder"), overwrite: true, Cancellation));
        Assert.Equal(Third, await client.GetBytesAsync(In("b")));
        await client.RestoreAsync(version, In("b"), overwrite: true, Cancellation);
        Assert.Equal(First, await client.GetBytesAsync(In("b")));
    }

    [Fact]
    public async Task A_moved_file_leaves_its_versions_at_its_old_path_and_a_deleted_folder_is_listed()
    {
        var client = await ConnectAsync();
        await client.PutBytesAsync(In("docs/draft"), First);
        await client.MoveAsync(In("docs/draft"), In("final"), overwrite: false, Cancellation);
        await client.PutBytesAsync(In("final"), Second);
        await client.DeleteAsync(In("docs"), Cancellation);

        Assert.True(Assert.Single((await client.ListDeletedAsync(In("docs"), Cancellation)).Entries).IsMoved);
        Assert.Equal([5000, 300_000], (await client.ListVersionsAsync(In("final"), Cancellation)).Versions.Select(version => version.Length));
        var folder = Assert.Single((await client.ListDeletedAsync(Folder, Cancellation)).Entries);
        Assert.Equal((In("docs"), true), (folder.Path, folder.IsFolder));
        await client.RestoreAsync(folder, null, overwrite: false, Cancellation);
        Assert.Empty((await client.ListAsync(In("docs"), Cancellation)).Entries);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    [InlineData("4")]
    public async Task With_one_node_down_a_version_comes_back_and_then_survives_any_other(string down)
    {
        var client = await ConnectThroughLinksAsync();
        await client.PutBytesAsync(In("a"), First);
        await client.DeleteAsync(In("a"), Cancellation);
        Links.Cut(NodeSets.Parse(down));

        var version = Assert.Single((await client.ListVersionsAsync(In("a"), Cancellation)).Versions);
        Assert.Equal(0, version.Survives);
        var receipt = await client.RestoreAsync(version, null, overwrite: false, Cancellation);

        Assert.Equal(3, receipt.Nodes.Count);
        foreach (var set in NodeSets.Readable)
        {
            Links.Cut(set);
            Assert.Equal(First, await client.GetBytesAsync(In("a")));
        }
    }

    [Theory]
    [InlineData("1+3")]
    [InlineData("2+4")]
    public async Task With_two_opposite_nodes_down_versions_can_be_read_and_not_restored(string down)
    {
        var client = await ConnectThroughLinksAsync();
        await client.PutBytesAsync(In("a"), First);
        await client.PutBytesAsync(In("a"), Second);
        Links.Cut(NodeSets.Parse(down));

        var version = (await client.ListVersionsAsync(In("a"), Cancellation)).Previous!;
        Assert.Equal(First, await ReadAsync(client, version));
        await StoreCalls.FailsAsync(DfsFault.QuorumRefused, () => client.RestoreAsync(version, null, overwrite: true, Cancellation));
        Links.Cut();
        Assert.Equal(Second, await client.GetBytesAsync(In("a")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_node_that_never_had_the_version_is_given_its_parts_where_no_loan_stands_for_them(int missed)
    {
        var client = await ConnectThroughLinksAsync();
        await client.MakeFolderAsync(Folder, Cancellation);
        Links.Cut(missed);
        var first = await client.PutBytesAsync(In("a"), First);
        await client.PutBytesAsync(In("a"), Second);
        Links.Cut();
        var version = (await client.ListVersionsAsync(In("a"), Cancellation)).Previous!;
        Assert.Equal(3, (await client.RestoreAsync(version, In("b"), overwrite: false, Cancellation)).Nodes.Count);
        await client.DeleteAsync(In("b"), Cancellation);
        var opposite = PlacementTable.Opposite(missed);
        var own = PlacementTable.PartsOf(version.Signed.Entry.Placement, opposite);
        foreach (var loan in PartsOnDisk.Of(Cluster, Folder, first.Content).Where(part => part.Node == opposite && !own.Contains(part.Part)))
            File.Delete(loan.File);

        var receipt = await client.RestoreAsync(version, null, overwrite: true, Cancellation);

        Assert.Equal(4, receipt.Nodes.Count);
        Assert.Equal(2, PartsOnDisk.Of(Cluster, Folder, first.Content).Count(part => part.Node == missed));
        foreach (var down in NodeSets.Readable)
        {
            Links.Cut(down);
            Assert.Equal(First, await client.GetBytesAsync(In("a")));
        }
    }

    [Fact]
    public async Task A_node_that_missed_the_overwrite_shows_what_it_has_as_an_earlier_version()
    {
        var client = await ConnectThroughLinksAsync();
        await client.PutBytesAsync(In("a"), First);
        Links.Cut(2);
        await client.PutBytesAsync(In("a"), Second);
        Links.Cut();

        Assert.Equal(1, (await client.ListVersionsAsync(In("a"), Cancellation)).Previous!.Survives);
        await client.RestoreAsync((await client.ListVersionsAsync(In("a"), Cancellation)).Previous!, null, overwrite: true, Cancellation);
        foreach (var down in NodeSets.Readable)
        {
            Links.Cut(down);
            Assert.Equal(First, await client.GetBytesAsync(In("a")));
        }
    }

    [Fact]
    public async Task What_cannot_be_gathered_is_said_to_be_incomplete_and_is_not_restored()
    {
        var client = await ConnectAsync();
        var first = await client.PutBytesAsync(In("a"), First);
        await client.PutBytesAsync(In("a"), Second);
        foreach (var part in PartsOnDisk.Of(Cluster, Folder, first.Content).Where(part => part.Part == 2))
            File.Delete(part.File);

        var listing = await client.ListVersionsAsync(In("a"), Cancellation);

        Assert.Equal((false, -1), (listing.Versions[1].IsComplete, listing.Versions[1].Survives));
        Assert.Null(listing.Previous);
        await StoreCalls.FailsAsync(DfsFault.Incomplete, () => client.RestoreAsync(listing.Versions[1], null, overwrite: true, Cancellation));
        await StoreCalls.FailsAsync(DfsFault.Incomplete, () => ReadAsync(client, listing.Versions[1]));
        Assert.Equal(Second, await client.GetBytesAsync(In("a")));
    }

    [Fact]
    public async Task What_a_refused_restore_gave_to_nodes_is_taken_back()
    {
        var (client, session) = (await ConnectThroughLinksAsync(), await OpenSessionAsync());
        await client.MakeFolderAsync(Folder, Cancellation);
        Links.Cut(2);
        var first = await client.PutBytesAsync(In("a"), First);
        await client.PutBytesAsync(In("a"), Second);
        Links.Cut();
        // One part cannot be had from anybody: node 2 is given the other, in vain.
        foreach (var part in PartsOnDisk.Of(Cluster, Folder, first.Content).Where(part => part.Part == 3))
            File.Delete(part.File);

        var version = (await client.ListVersionsAsync(In("a"), Cancellation)).Versions[1];
        await StoreCalls.FailsAsync(DfsFault.Incomplete, () => client.RestoreAsync(version, null, overwrite: true, Cancellation));

        var staged = await session.Nodes[1].AskAsync<GetStaged, StagedReply>("staged", new GetStaged(default, first.Content), Cancellation);
        Assert.All(staged.Parts, part => Assert.Equal(StagedState.None, part.State));
        Assert.DoesNotContain(PartsOnDisk.Of(Cluster, Folder, first.Content), part => part.Node == 2);
    }

    [Fact]
    public async Task The_command_line_lists_fetches_and_restores()
    {
        using var shell = new StoreShell(Cluster);
        var client = await ConnectAsync();
        await client.PutBytesAsync(In("docs/a"), First);
        await client.PutBytesAsync(In("docs/a"), Second);
        await client.PutBytesAsync(In("docs/in/b"), Third);
        await client.DeleteAsync(In("docs/in/b"), Cancellation);
        await client.DeleteAsync(In("docs/in"), Cancellation);

        var (_, listed) = await shell.RunAsync("versions", In("docs/a").Value);
        var lines = listed.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.EndsWith("  now", lines[0], StringComparison.Ordinal);
        var id = lines[1].Split(' ')[0];
        Assert.Equal(0, (await shell.RunAsync("get", In("docs/a").Value, "--version", id, "-o", shell.Local("old"))).Code);
        Assert.Equal(First, await File.ReadAllBytesAsync(shell.Local("old"), Cancellation));
        Assert.Contains($"{In("docs/in")}/", (await shell.RunAsync("versions", $"{In("docs")}/")).Text, StringComparison.Ordinal);
        Assert.Contains($"{In("docs/in/b")}", (await shell.RunAsync("versions", "-r", $"{In("docs")}/", "--json")).Text, StringComparison.Ordinal);

        Assert.Equal(0, (await shell.RunAsync("restore", In("docs/a").Value)).Code);
        Assert.Equal(0, (await shell.RunAsync("restore", "-r", In("docs").Value)).Code);
        Assert.Equal(0, (await shell.RunAsync("restore", In("docs/a").Value, "--version", id, "--to", $"{In("copy")}/")).Code);

        Assert.Equal(First, await client.GetBytesAsync(In("docs/a")));
        Assert.Equal(Third, await client.GetBytesAsync(In("docs/in/b")));
        Assert.Equal(First, await client.GetBytesAsync(In("copy/a")));
        Assert.Equal(1, (await shell.RunAsync("restore", In("nothing").Value)).Code);
        Assert.Equal(1, (await shell.RunAsync("get", In("docs/a").Value, "--version", "zz")).Code);
    }

    [Fact]
    public async Task A_folder_that_was_deleted_whole_comes_back_with_one_command()
    {
        using var shell = new StoreShell(Cluster);
        var client = await ConnectAsync();
        foreach (var (name, bytes) in ((string, byte[])[])[("docs/a", First), ("docs/odd [x] ü*", Second), ("docs/in/deep/b", Third)])
            await client.PutBytesAsync(In(name), bytes);
        await client.MakeFolderAsync(In("docs/empty"), Cancellation);
        await client.MakeFolderAsync(In("nothing in it"), Cancellation);
        var mark = HiddenNames.MoveMarkOf(In("docs"))!.Value;
        await client.PutBytesAsync(mark, First);
        await client.DeleteAsync(mark, Cancellation);
        foreach (var folder in (string[])["docs", "nothing in it"])
            Assert.Equal(0, (await shell.RunAsync("rm", "-r", In(folder).Value)).Code);
        Assert.Contains("-r", (await shell.RunAsync("restore", In("docs").Value)).Text, StringComparison.Ordinal);

        Assert.Equal(0, (await shell.RunAsync("restore", "-r", In("docs").Value)).Code);
        Assert.Equal(0, (await shell.RunAsync("restore", "-r", In("nothing in it").Value)).Code);

        Assert.Equal(First, await client.GetBytesAsync(In("docs/a")));
        Assert.Equal(Second, await client.GetBytesAsync(In("docs/odd [x] ü*")));
        Assert.Equal(Third, await client.GetBytesAsync(In("docs/in/deep/b")));
        var folders = (await client.ListAsync(In("docs"), Cancellation)).Entries.Where(entry => entry.IsFolder).Select(entry => entry.Path.Name);
        Assert.Equal(["empty", "in"], folders);
        Assert.NotNull(await client.StatAsync(In("nothing in it"), Cancellation));
        // The gateway's mark of a MOVE that is over does not.
        Assert.Null(await client.StatAsync(mark, Cancellation));
    }

    private static async Task<byte[]> ReadAsync(DfsClient client, FileVersion version)
    {
        using var bytes = new MemoryStream();
        await client.GetAsync(version, bytes, null, Cancellation);
        return bytes.ToArray();
    }
}
