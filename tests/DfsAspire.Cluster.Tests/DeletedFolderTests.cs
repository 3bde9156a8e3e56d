namespace DfsAspire.Cluster.Tests;

/// <summary>A folder that one client deletes while another one puts something into it.</summary>
public sealed class DeletedFolderTests(TestCluster cluster) : ClusterTest(cluster)
{
    private static readonly TimeSpan AMoment = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task A_file_that_is_put_into_a_folder_known_from_before_is_listed()
    {
        var clock = new SkippingClock();
        await using var writer = await ConnectAsync(clock);
        await writer.PutBytesAsync(In("docs").Combine("first"), [1]);
        await DeleteAsync(In("docs"), "first");
        clock.Skip(AMoment);
        await writer.PutBytesAsync(In("docs").Combine("second"), [2]);
        Assert.Equal(["docs"], await NamesAsync(Folder));
        Assert.Equal(["second"], await NamesAsync(In("docs")));
    }

    [Fact]
    public async Task A_file_whose_folder_goes_while_it_is_sent_is_listed()
    {
        var clock = new SkippingClock();
        await using var writer = await ConnectAsync(clock);
        Task? deleted = null;
        var midway = new OnProgress(0.5, () =>
        {
            clock.Skip(AMoment);
            deleted = DeleteAsync(In("docs"));
            // Progress is told in the middle of the upload, which goes on when this returns.
            deleted.GetAwaiter().GetResult();
        });
        using var content = new MemoryStream(Bytes.Of(4_000_000, seed: 1));
        await writer.PutAsync(In("docs").Combine("file"), content, midway, Cancellation);
        Assert.NotNull(deleted);
        Assert.Equal(["docs"], await NamesAsync(Folder));
        Assert.Equal(["file"], await NamesAsync(In("docs")));
    }

    private async Task DeleteAsync(StorePath folder, params string[] files)
    {
        await using var other = await Cluster.ConnectAsync();
        foreach (var file in files)
            await other.DeleteAsync(folder.Combine(file), Cancellation);
        await other.DeleteAsync(folder, Cancellation);
    }

    private async Task<IEnumerable<string>> NamesAsync(StorePath folder)
    {
        await using var reader = await Cluster.ConnectAsync();
        return (await reader.ListAsync(folder, Cancellation)).Entries.Select(entry => entry.Path.Name);
    }

    private Task<DfsClient> ConnectAsync(TimeProvider time)
    {
        var options = Cluster.Options("alice", TestCluster.AlicePassword);
        return DfsClient.ConnectAsync(
            new DfsClientOptions { Nodes = options.Nodes, User = options.User, Password = options.Password, Tls = options.Tls, Time = time }, Cancellation);
    }
}
