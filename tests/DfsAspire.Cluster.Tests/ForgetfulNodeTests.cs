using DfsAspire.Protocol.Messages;

namespace DfsAspire.Cluster.Tests;

/// <summary>Volumes that were lost, put back from a copy, or mixed up.</summary>
public sealed class ForgetfulNodeTests(RepairingCluster cluster) : ClusterTest(cluster), IClassFixture<RepairingCluster>
{
    private static readonly byte[] Old = Bytes.Of(3000, 1);
    private static readonly byte[] New = Bytes.Of(70_000, 2);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_volume_that_was_deleted_fills_itself_again_while_clients_work(int node)
    {
        var client = await ConnectAsync();
        var contents = new Dictionary<string, byte[]>();
        for (var i = 0; i < 10; i++)
            contents[$"file {i}"] = Bytes.Of(2000 * i, i);
        foreach (var (name, content) in contents)
            await client.PutBytesAsync(In(name), content);
        await IsHeardOfAsync(node);
        var before = PartsOnDisk.In(Cluster, Folder).Where(part => part.Node == node).Select(part => Path.GetFileName(part.File)).Order().ToList();
        Cluster.Kill(node);
        Directory.Delete(Cluster.VolumeOf(node), recursive: true);
        await Cluster.Node(node).StartAsync();

        // Whatever it is asked meanwhile, by anyone: no wrong answer.
        for (var round = 0; round < 3; round++)
        {
            await using var reader = await Cluster.ConnectAsync();
            foreach (var (name, content) in contents)
                Assert.Equal(content, await reader.GetBytesAsync(In(name)));
            contents[$"file {round}"] = Bytes.Of(1000 + round, 50 + round);
            await reader.PutBytesAsync(In($"file {round}"), contents[$"file {round}"]);
        }

        await Cluster.Node(node).IsReadyAsync();
        await Eventually.TrueAsync("all parts are back", RepairingCluster.Patience, () => Task.FromResult(
            PartsOnDisk.In(Cluster, Folder).Where(part => part.Node == node).Select(part => Path.GetFileName(part.File)).Intersect(before).Count() >= before.Count - 6));
        Assert.Contains("joins them and copies their catalogs", Cluster.Node(node).Output, StringComparison.Ordinal);
        foreach (var down in TestCluster.Numbers.Where(other => other != node))
        {
            await EverythingIsWholeAsync();
            Cluster.Kill(down);
            await using var reader = await Cluster.ConnectAsync();
            foreach (var (name, content) in contents)
                Assert.Equal(content, await reader.GetBytesAsync(In(name)));
            await Cluster.RestoreAsync();
        }
    }

    [Fact]
    public async Task A_volume_put_back_from_an_old_copy_does_not_bring_back_what_was_overwritten_or_deleted()
    {
        var client = await ConnectAsync();
        await client.PutBytesAsync(In("changed"), Old);
        await client.PutBytesAsync(In("deleted"), Old);
        await Cluster.Node(2).StopAsync();
        var copy = Local();
        Copy(Cluster.VolumeOf(2), copy);
        await Cluster.RestoreAsync();
        await client.PutBytesAsync(In("changed"), New);
        await client.DeleteAsync(In("deleted"), Cancellation);
        // The tombstone is forgotten everywhere: only the copy still knows the file.
        await using (var session = await OpenSessionAsync())
            foreach (var node in session.Nodes)
                await Eventually.TrueAsync("the tombstone is forgotten", RepairingCluster.Patience, async () =>
                    (await node.AskAsync<GetState, StateReply>("state", new GetState(default, In("deleted")), Cancellation)).Entry is null);

        await Cluster.Node(2).StopAsync();
        Directory.Delete(Cluster.VolumeOf(2), recursive: true);
        Copy(copy, Cluster.VolumeOf(2));
        // Whatever is asked of it from its first moment on, it must not bring back what only its old copy has.
        using var enough = new CancellationTokenSource();
        var asking = Task.Run(() => AskAllTheTimeAsync(client, enough.Token));
        await Cluster.Node(2).StartAsync();
        await Cluster.Node(2).IsReadyAsync();
        await enough.CancelAsync();
        Assert.True(await asking > 10);
        Assert.Contains("is older than others remember", Cluster.Node(2).Output, StringComparison.Ordinal);
        await EverythingIsWholeAsync();
        foreach (var down in (int[])[1, 3, 4])
        {
            Cluster.Kill(down);
            await using var reader = await Cluster.ConnectAsync();
            Assert.Equal(New, await reader.GetBytesAsync(In("changed")));
            await StoreCalls.FailsAsync(DfsFault.NotFound, () => reader.GetBytesAsync(In("deleted")));
            await Cluster.RestoreAsync();
        }
    }

    [Fact]
    public async Task A_lost_catalog_is_copied_and_the_parts_that_are_still_there_are_found_again()
    {
        var client = await ConnectAsync();
        var receipt = await client.PutBytesAsync(In("file"), New);
        await IsHeardOfAsync(3);
        await Cluster.Node(3).StopAsync();
        var mine = PartsOnDisk.Of(Cluster, Folder, receipt.Content).Where(part => part.Node == 3).ToList();
        var written = mine.Select(part => File.GetLastWriteTimeUtc(part.File)).ToList();
        foreach (var file in Directory.GetFiles(Path.Combine(Cluster.VolumeOf(3), ".dfs"), "catalog*"))
            File.Delete(file);
        await Cluster.Node(3).StartAsync();
        await Cluster.Node(3).IsReadyAsync();
        await EverythingIsWholeAsync();
        Assert.Equal(written, mine.Select(part => File.GetLastWriteTimeUtc(part.File)));
        Cluster.Kill(1);
        Assert.Equal(New, await client.GetBytesAsync(In("file")));
    }

    [Fact]
    public async Task A_volume_of_another_node_is_refused()
    {
        await Cluster.StopAsync(1, 2);
        var (one, other) = (Cluster.VolumeOf(1), Cluster.VolumeOf(2));
        Swap(one, other);
        try
        {
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(Cluster.Node(1).StartAsync);
            Assert.Contains("belongs to node 2, not to node 1", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            Swap(one, other);
        }
    }

    private async Task<int> AskAllTheTimeAsync(DfsClient client, CancellationToken enough)
    {
        var times = 0;
        while (!enough.IsCancellationRequested)
        {
            await StoreCalls.FailsAsync(DfsFault.NotFound, () => client.GetBytesAsync(In("deleted")));
            Assert.Equal(New, await client.GetBytesAsync(In("changed")));
            Assert.DoesNotContain(In("deleted"), (await client.ListAsync(Folder, Cancellation)).Entries.Select(entry => entry.Path));
            times++;
        }

        return times;
    }

    private static void Swap(string one, string other)
    {
        Directory.Move(one, one + ".away");
        Directory.Move(other, one);
        Directory.Move(one + ".away", other);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private Task EverythingIsWholeAsync() => Eventually.TrueAsync("no part is missing or on loan", RepairingCluster.Patience, async () =>
    {
        await using var client = await Cluster.ConnectAsync();
        var status = await client.GetStatusAsync(Cancellation);
        return status.Nodes.All(node => node.Status is { PartsMissing: 0, PartsDamaged: 0, PartsOnLoan: 0 });
    });
}
