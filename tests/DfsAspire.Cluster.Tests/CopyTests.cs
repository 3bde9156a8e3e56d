using DfsAspire.Protocol.Entries;

namespace DfsAspire.Cluster.Tests;

/// <summary>COPY and MOVE with real nodes.</summary>
public sealed class CopyTests(TestCluster cluster) : ClusterTest(cluster)
{
    private static readonly byte[] Content = Bytes.Of(300_000, 1);
    private static readonly byte[] Other = Bytes.Of(5000, 2);

    [Fact]
    public async Task A_copy_is_a_second_name_and_moves_no_bytes()
    {
        var client = await ConnectThroughLinksAsync();
        await client.PutBytesAsync(In("a"), Content);
        var (sent, received) = (Links.Sent, Links.Received);

        var receipt = await client.CopyAsync(In("a"), In("deep/er/b"), overwrite: false, Cancellation);

        Assert.InRange(Links.Sent - sent + Links.Received - received, 1, 60_000);
        Assert.Equal(["node1", "node2", "node3", "node4"], receipt.Nodes);
        Assert.Equal((In("a"), In("deep/er/b"), (long)Content.Length), (receipt.From, receipt.Path, receipt.Length));
        Assert.Equal(8, PartsOnDisk.In(Cluster, Folder).Count);
        Assert.Equal(Content, await client.GetBytesAsync(In("a")));
        Assert.Equal(Content, await client.GetBytesAsync(In("deep/er/b")));
        await client.DeleteAsync(In("a"), Cancellation);
        await client.PutBytesAsync(In("a"), Other);
        Assert.Equal(Content, await client.GetBytesAsync(In("deep/er/b")));
    }

    [Fact]
    public async Task A_moved_file_is_under_its_new_name_only_and_keeps_its_time()
    {
        var client = await ConnectAsync();
        await client.PutBytesAsync(In("a"), Content);
        var before = (await client.GetAllAsync(In("a"))).Receipt.WrittenAt;

        var receipt = await client.MoveAsync(In("a"), In("b"), overwrite: false, Cancellation);

        Assert.False(receipt.IsSourceNewer);
        Assert.Equal([In("b")], (await client.ListAsync(Folder, Cancellation)).Entries.Select(entry => entry.Path));
        await StoreCalls.FailsAsync(DfsFault.NotFound, () => client.GetBytesAsync(In("a")));
        var (bytes, got) = await client.GetAllAsync(In("b"));
        Assert.Equal(Content, bytes);
        Assert.Equal(before, got.WrittenAt);
        // And back again.
        await client.MoveAsync(In("b"), In("a"), overwrite: false, Cancellation);
        Assert.Equal(Content, await client.GetBytesAsync(In("a")));
        Assert.Equal([In("a")], (await client.ListAsync(Folder, Cancellation)).Entries.Select(entry => entry.Path));
    }

    [Fact]
    public async Task What_lies_at_the_target_is_replaced_only_when_that_is_said()
    {
        var client = await ConnectAsync();
        await client.PutBytesAsync(In("a"), Content);
        await client.PutBytesAsync(In("b"), Other);
        await StoreCalls.FailsAsync(DfsFault.AlreadyExists, () => client.CopyAsync(In("a"), In("b"), overwrite: false, Cancellation));
        await StoreCalls.FailsAsync(DfsFault.AlreadyExists, () => client.MoveAsync(In("a"), In("b"), overwrite: false, Cancellation));
        Assert.Equal(Other, await client.GetBytesAsync(In("b")));
        Assert.Equal(Content, await client.GetBytesAsync(In("a")));

        await client.CopyAsync(In("b"), In("a"), overwrite: true, Cancellation);
        Assert.Equal(Other, await client.GetBytesAsync(In("a")));
        await client.PutBytesAsync(In("c"), Content);
        await client.MoveAsync(In("c"), In("b"), overwrite: true, Cancellation);
        Assert.Equal(Content, await client.GetBytesAsync(In("b")));
    }

    [Fact]
    public async Task What_cannot_be_is_refused_with_a_reason()
    {
        var client = await ConnectAsync();
        await client.PutBytesAsync(In("a"), Content);
        await client.MakeFolderAsync(In("folder"), Cancellation);
        foreach (var call in (Func<StorePath, StorePath, bool, CancellationToken, Task>[])[client.CopyAsync, client.MoveAsync, client.CopyTreeAsync, client.MoveTreeAsync])
        {
            await StoreCalls.FailsAsync(DfsFault.Conflict, () => call(In("a"), In("a"), true, Cancellation));
            await StoreCalls.FailsAsync(DfsFault.Conflict, () => call(In("a"), In("a/b"), true, Cancellation));
            await StoreCalls.FailsAsync(DfsFault.Conflict, () => call(In("folder"), In("folder/b"), true, Cancellation));
            await StoreCalls.FailsAsync(DfsFault.Conflict, () => call(In("a"), In("folder"), true, Cancellation));
            await StoreCalls.FailsAsync(DfsFault.Conflict, () => call(In("folder"), In("a"), true, Cancellation));
            await StoreCalls.FailsAsync(DfsFault.Conflict, () => call(StorePath.Root, In("b"), true, Cancellation));
            await StoreCalls.FailsAsync(DfsFault.NotFound, () => call(In("nothing"), In("new folder/b"), true, Cancellation));
        }

        await StoreCalls.FailsAsync(DfsFault.Conflict, () => client.MoveAsync(In("folder"), In("b"), true, Cancellation));
        Assert.Equal([In("a"), In("folder")], (await client.ListAsync(Folder, Cancellation)).Entries.Select(entry => entry.Path));
    }

    [Fact]
    public async Task A_move_that_was_interrupted_between_its_halves_is_gone_on_with()
    {
        var client = await ConnectAsync();
        await client.PutBytesAsync(In("a"), Content);
        // All that a client does before it deletes the old path.
        await client.CopyAsync(In("a"), In("b"), overwrite: false, Cancellation);
        Assert.Equal(Content, await client.GetBytesAsync(In("a")));

        await client.MoveAsync(In("a"), In("b"), overwrite: false, Cancellation);

        await StoreCalls.FailsAsync(DfsFault.NotFound, () => client.GetBytesAsync(In("a")));
        Assert.Equal(Content, await client.GetBytesAsync(In("b")));
    }

    [Fact]
    public async Task Two_clients_that_move_one_file_are_not_in_each_others_way()
    {
        var (one, other) = (await ConnectAsync(), await ConnectAsync());
        for (var round = 0; round < 10; round++)
        {
            var (from, here, there) = (In($"{round}"), In($"{round} here"), In($"{round} there"));
            await one.PutBytesAsync(from, Other);
            var moves = await Task.WhenAll(TryMoveAsync(one, from, here), TryMoveAsync(other, from, there));
            Assert.Contains(true, moves);
            await StoreCalls.FailsAsync(DfsFault.NotFound, () => one.GetBytesAsync(from));
            foreach (var (moved, to) in moves.Zip([here, there]))
                if (moved)
                    Assert.Equal(Other, await one.GetBytesAsync(to));
        }

        static async Task<bool> TryMoveAsync(DfsClient client, StorePath from, StorePath to)
        {
            try
            {
                await client.MoveAsync(from, to, overwrite: false, Cancellation);
                return true;
            }
            catch (DfsException fault) when (fault.Fault == DfsFault.NotFound)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task What_is_written_at_the_old_path_meanwhile_survives_a_move()
    {
        var (client, session) = (await ConnectAsync(), await OpenSessionAsync());
        await client.PutBytesAsync(In("a"), Content);
        var read = (await session.Reader.LookAsync(session.Begin(), In("a"), Cancellation)).Best!.Entry;
        await client.CopyAsync(In("a"), In("b"), overwrite: false, Cancellation);
        await client.PutBytesAsync(In("a"), Other);

        // The second half of a move that has read before that write.
        var tombstone = new Entry { User = "alice", Path = In("a"), Kind = EntryKind.Tombstone, Stamp = read.Stamp.Next(), WrittenAt = read.WrittenAt };
        var taken = await session.Writer.WriteAsync(session.Begin(), tombstone, ReadOnlyMemory<byte>.Empty, _ => Task.CompletedTask, Cancellation);

        Assert.All(taken, answer => Assert.True(answer.Reply.Committed > tombstone.Stamp));
        Assert.Equal(Other, await client.GetBytesAsync(In("a")));
        Assert.Equal(Content, await client.GetBytesAsync(In("b")));
    }

    [Fact]
    public async Task Nothing_is_lost_when_a_move_meets_writes_at_both_its_paths()
    {
        var (mover, writer) = (await ConnectAsync(), await ConnectAsync());
        for (var round = 0; round < 15; round++)
        {
            var (from, to) = (In($"{round} from"), In($"{round} to"));
            var (old, atSource, atTarget) = (Bytes.Of(1000, round), Bytes.Of(2000, round), Bytes.Of(3000, round));
            await mover.PutBytesAsync(from, old);
            await mover.PutBytesAsync(to, Other);

            await Task.WhenAll(
                mover.MoveAsync(from, to, overwrite: true, Cancellation), writer.PutBytesAsync(from, atSource), writer.PutBytesAsync(to, atTarget));

            var left = await Task.WhenAll(TryGetAsync(from), TryGetAsync(to));
            Assert.Contains(left[1]!.Length, (int[])[old.Length, atSource.Length, atTarget.Length]);
            // Moved before it was overwritten, or overwritten before it was moved, and then perhaps overwritten at the target.
            Assert.True(left[0] is null ? left[1]!.Length != old.Length : left[0]!.SequenceEqual(atSource), $"{left[0]?.Length} and {left[1]!.Length}");
        }

        async Task<byte[]?> TryGetAsync(StorePath path)
        {
            try
            {
                return await writer.GetBytesAsync(path);
            }
            catch (DfsException fault) when (fault.Fault == DfsFault.NotFound)
            {
                return null;
            }
        }
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    [InlineData(3, 1)]
    [InlineData(4, 1)]
    public async Task A_node_that_missed_the_file_gets_its_parts_when_it_is_needed(int missing, int downNow)
    {
        var client = await ConnectThroughLinksAsync();
        await client.MakeFolderAsync(Folder, Cancellation);
        Links.Cut(missing);
        await client.PutBytesAsync(In("a"), Content);
        Links.Cut(downNow);

        var receipt = await client.MoveAsync(In("a"), In("b"), overwrite: false, Cancellation);

        Assert.Equal(TestCluster.Numbers.Where(node => node != downNow).Select(node => $"node{node}"), receipt.Nodes);
        foreach (var down in NodeSets.Readable)
        {
            Links.Cut(down);
            Assert.Equal(Content, await client.GetBytesAsync(In("b")));
            await StoreCalls.FailsAsync(DfsFault.NotFound, () => client.GetBytesAsync(In("a")));
        }
    }

    [Fact]
    public async Task A_part_that_a_node_lost_is_brought_back_before_a_copy_rests_on_the_other_one()
    {
        var client = await ConnectAsync();
        var content = (await client.PutBytesAsync(In("a"), Content)).Content;
        var lost = PartsOnDisk.Of(Cluster, Folder, content).First(part => part.Node == 3);
        File.Delete(lost.File);

        var receipt = await client.CopyAsync(In("a"), In("b"), overwrite: false, Cancellation);

        Assert.Equal(4, receipt.Nodes.Count);
        Assert.True(File.Exists(lost.File));
        Assert.Equal(8, PartsOnDisk.Of(Cluster, Folder, content).Count);
    }

    [Fact]
    public async Task What_cannot_be_gathered_is_not_copied()
    {
        var client = await ConnectAsync();
        var content = (await client.PutBytesAsync(In("a"), Content)).Content;
        foreach (var part in PartsOnDisk.Of(Cluster, Folder, content).Where(part => part.Part == 2))
            File.Delete(part.File);

        await StoreCalls.FailsAsync(DfsFault.Incomplete, () => client.CopyAsync(In("a"), In("b"), overwrite: false, Cancellation));
        await StoreCalls.FailsAsync(DfsFault.Incomplete, () => client.MoveAsync(In("a"), In("b"), overwrite: false, Cancellation));
        await StoreCalls.FailsAsync(DfsFault.NotFound, () => client.GetBytesAsync(In("b")));
        Assert.Equal([In("a")], (await client.ListAsync(Folder, Cancellation)).Entries.Select(entry => entry.Path));
    }

    [Fact]
    public async Task Folders_are_copied_and_moved_with_all_that_is_in_them()
    {
        var client = await ConnectAsync();
        string[] files = ["x", "in/y", "in/deeper/z"];
        foreach (var file in files)
            await client.PutBytesAsync(In($"from/{file}"), Bytes.Of(1000, file.Length));
        await client.MakeFolderAsync(In("from/empty"), Cancellation);

        var copied = await client.CopyTreeAsync(In("from"), In("copy"), overwrite: false, Cancellation);
        var moved = await client.MoveTreeAsync(In("from"), In("far/away"), overwrite: false, Cancellation);

        foreach (var receipt in (TreeReceipt[])[copied, moved])
            Assert.Equal((3L, 4L, 3000L), (receipt.Files, receipt.Folders, receipt.Bytes));
        Assert.Empty(moved.Left);
        foreach (var file in files)
        {
            Assert.Equal(Bytes.Of(1000, file.Length), await client.GetBytesAsync(In($"copy/{file}")));
            Assert.Equal(Bytes.Of(1000, file.Length), await client.GetBytesAsync(In($"far/away/{file}")));
        }

        Assert.Empty((await client.ListAsync(In("far/away/empty"), Cancellation)).Entries);
        await StoreCalls.FailsAsync(DfsFault.NotFound, () => client.ListAsync(In("from"), Cancellation));
        Assert.Equal([In("copy"), In("far")], (await client.ListAsync(Folder, Cancellation)).Entries.Select(entry => entry.Path));
    }

    [Fact]
    public async Task A_move_of_a_folder_that_stopped_goes_on_when_it_is_run_again()
    {
        var client = await ConnectAsync();
        foreach (var file in (string[])["a", "b", "c"])
            await client.PutBytesAsync(In($"from/{file}"), Bytes.Of(1000, file[0]));
        await client.PutBytesAsync(In("to/b"), Other);

        await StoreCalls.FailsAsync(DfsFault.AlreadyExists, () => client.MoveTreeAsync(In("from"), In("to"), overwrite: false, Cancellation));
        Assert.Equal([In("from/b"), In("from/c")], (await client.ListAsync(In("from"), Cancellation)).Entries.Select(entry => entry.Path));

        await client.MoveTreeAsync(In("from"), In("to"), overwrite: true, Cancellation);
        foreach (var file in (string[])["a", "b", "c"])
            Assert.Equal(Bytes.Of(1000, file[0]), await client.GetBytesAsync(In($"to/{file}")));
        await StoreCalls.FailsAsync(DfsFault.NotFound, () => client.ListAsync(In("from"), Cancellation));
    }
}
