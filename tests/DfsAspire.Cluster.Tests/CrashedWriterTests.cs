using DfsAspire.Protocol.Messages;

namespace DfsAspire.Cluster.Tests;

/// <summary>Writers that crash between the steps of a write, and what readers make of what they left.</summary>
public sealed class CrashedWriterTests(TestCluster cluster) : ClusterTest(cluster)
{
    private static readonly byte[] Old = Bytes.Of(3000, 1);
    private static readonly byte[] New = Bytes.Of(5000, 2);

    [Fact]
    public async Task A_write_that_was_never_committed_is_never_seen_and_hinders_nobody()
    {
        var client = await ConnectThroughLinksAsync();
        await client.PutBytesAsync(In("file"), Old);
        await StageAsync("file");
        await StageAsync("new file");
        foreach (var down in NodeSets.Readable)
        {
            Links.Cut(down);
            Assert.Equal(Old, await client.GetBytesAsync(In("file")));
            Assert.Equal([(long)Old.Length], (await client.ListAsync(Folder, Cancellation)).Entries.Select(entry => entry.Length));
            await StoreCalls.FailsAsync(DfsFault.NotFound, () => client.GetBytesAsync(In("new file")));
        }

        Links.Cut();
        await client.PutBytesAsync(In("file"), [7]);
        Assert.Equal([7], await client.GetBytesAsync(In("file")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_commit_that_reached_one_node_is_finished_by_whoever_reads_it_there(int reached)
    {
        var client = await ConnectThroughLinksAsync();
        await client.PutBytesAsync(In("file"), Old);
        var write = await StageAsync("file");
        Assert.Equal(Status.Ok, await write.CommitAsync(reached));

        // Three nodes without it: it does not exist, as far as anyone can know.
        Links.Cut(reached);
        Assert.Equal(Old, await client.GetBytesAsync(In("file")));
        Links.Cut();
        Assert.Equal(New, await client.GetBytesAsync(In("file")));
        foreach (var down in NodeSets.Readable)
        {
            Links.Cut(down);
            Assert.Equal(New, await client.GetBytesAsync(In("file")));
        }
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(1, 3)]
    [InlineData(2, 4)]
    [InlineData(4, 1)]
    public async Task A_commit_that_reached_two_nodes_is_finished_by_any_three(int one, int other)
    {
        var client = await ConnectThroughLinksAsync();
        foreach (var down in TestCluster.Numbers)
        {
            var name = $"file without node {down}";
            await client.PutBytesAsync(In(name), Old);
            var write = await StageAsync(name);
            Assert.Equal(Status.Ok, await write.CommitAsync(one));
            Assert.Equal(Status.Ok, await write.CommitAsync(other));
        }

        foreach (var down in TestCluster.Numbers)
        {
            Links.Cut(down);
            Assert.Equal(New, await client.GetBytesAsync(In($"file without node {down}")));
            foreach (var next in NodeSets.Readable)
            {
                Links.Cut(next);
                Assert.Equal(New, await client.GetBytesAsync(In($"file without node {down}")));
            }
        }
    }

    [Fact]
    public async Task Two_nodes_that_read_a_half_done_write_keep_it()
    {
        var client = await ConnectThroughLinksAsync();
        await client.PutBytesAsync(In("file"), Old);
        var write = await StageAsync("file");
        await write.CommitAsync(2);
        Links.Cut(1, 3);
        var (content, receipt) = await client.GetAllAsync(In("file"));
        Assert.Equal(New, content);
        Assert.True(receipt.AnsweredByTwo);
        Links.Cut(2);
        Assert.Equal(New, await client.GetBytesAsync(In("file")));
    }

    [Fact]
    public async Task A_key_record_that_opens_nothing_is_not_handed_on()
    {
        var client = await ConnectThroughLinksAsync();
        await client.PutBytesAsync(In("file"), Old);
        var write = await StageAsync("file");
        Assert.Equal(Status.Ok, await write.CommitWithBadKeyRecordAsync(1));
        Assert.Equal(Status.Ok, await write.CommitAsync(2));

        // The reader finishes the write on nodes 3 and 4, with the one record of the two that opens.
        Assert.Equal(New, await client.GetBytesAsync(In("file")));
        Links.Cut(2);
        Assert.Equal(New, await client.GetBytesAsync(In("file")));
    }

    [Fact]
    public async Task Reads_of_three_nodes_never_go_back_in_time()
    {
        var seed = Seeds.Draw();
        var random = new Random(seed);
        var client = await ConnectThroughLinksAsync();
        for (var round = 0; round < 12; round++)
        {
            Links.Cut();
            await client.PutBytesAsync(In($"{round}"), Old);
            var write = await StageAsync($"{round}");
            foreach (var node in TestCluster.Numbers.Where(_ => random.Next(2) == 0).Take(2))
                await write.CommitAsync(node);
            var seenNew = false;
            for (var read = 0; read < 6; read++)
            {
                Links.Cut(random.Next(5) is var down and > 0 ? [down] : []);
                var content = await client.GetBytesAsync(In($"{round}"));
                Assert.True(content.SequenceEqual(New) || (content.SequenceEqual(Old) && !seenNew), $"seed {seed}, round {round}: went back in time");
                seenNew = content.SequenceEqual(New);
            }
        }
    }

    [Fact]
    public async Task A_half_done_deletion_is_finished_too()
    {
        var client = await ConnectThroughLinksAsync();
        await client.PutBytesAsync(In("file"), Old);
        var write = await HalfDoneWrite.DeleteAsync(await OpenSessionAsync(), In("file"));
        await write.CommitAsync(3);
        await StoreCalls.FailsAsync(DfsFault.NotFound, () => client.GetBytesAsync(In("file")));
        Links.Cut(3);
        await StoreCalls.FailsAsync(DfsFault.NotFound, () => client.GetBytesAsync(In("file")));
    }

    [Fact]
    public async Task A_commit_that_comes_after_a_newer_write_changes_nothing()
    {
        var client = await ConnectAsync();
        await client.PutBytesAsync(In("file"), Old);
        var late = await StageAsync("file");
        await client.PutBytesAsync(In("file"), [9]);
        foreach (var node in TestCluster.Numbers)
            Assert.Equal(Status.Superseded, await late.CommitAsync(node));
        Assert.Equal([9], await client.GetBytesAsync(In("file")));
    }

    private async Task<HalfDoneWrite> StageAsync(string name)
    {
        var file = Local();
        await File.WriteAllBytesAsync(file, New, Cancellation);
        return await HalfDoneWrite.StageAsync(await SessionAsync(), In(name), file);
    }

    private Client.Connections.StoreSession? _session;

    private async Task<Client.Connections.StoreSession> SessionAsync() => _session ??= await OpenSessionAsync();
}
