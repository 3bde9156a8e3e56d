namespace DfsAspire.Cluster.Tests;

public sealed class RoundTripTests(TestCluster cluster) : ClusterTest(cluster)
{
    private static readonly int[] Sizes =
        [0, 1, 2, 3, 5, 6, 9, 15, 16, 1023, 1024, 1025, 65535, 65536, 65537, 4 * 65536 - 1, 4 * 65536, 4 * 65536 + 1, 5 * 1024 * 1024];

    private static readonly string[] Names =
    [
        "with spaces in it.txt", "it's \"quoted\" `twice`.txt", "Grüße, 世界 🚀.bin", ".leading dot", "trailing dot.", "a&b;c|d$(e)*?.txt", "CON.txt",
        "100%25.txt", new string('n', 255), new string('ü', 127),
    ];

    [Fact]
    public async Task Streams_of_every_size_come_back_as_they_went_in()
    {
        var client = await ConnectAsync();
        foreach (var size in Sizes)
        {
            var content = Bytes.Of(size, seed: size);
            var receipt = await client.PutBytesAsync(In($"{size}"), content);
            Assert.Equal(size, receipt.Length);
            Assert.Equal(["node1", "node2", "node3", "node4"], receipt.Nodes);
            Assert.All(receipt.Holders, holders => Assert.Equal(2, holders.Count));
            var (returned, got) = await client.GetAllAsync(In($"{size}"));
            Assert.True(content.AsSpan().SequenceEqual(returned), $"{size} bytes came back changed");
            Assert.Empty(got.Faults);
        }

        var listing = await client.ListAsync(Folder, Cancellation);
        Assert.Equal(Sizes.Select(size => (long)size), listing.Entries.Select(entry => entry.Length).Order());
        Assert.All(listing.Entries, entry => Assert.True(entry.IsComplete));
    }

    [Fact]
    public async Task Files_of_every_size_come_back_as_they_went_in()
    {
        var client = await ConnectAsync();
        foreach (var size in Sizes)
        {
            var (input, output) = (Local(), Local());
            await File.WriteAllBytesAsync(input, Bytes.Of(size, seed: ~size), Cancellation);
            await client.PutFileAsync(In($"{size}"), input, null, Cancellation);
            await client.GetFileAsync(In($"{size}"), output, null, Cancellation);
            Assert.Equal(await Bytes.HashFileAsync(input), await Bytes.HashFileAsync(output));
        }
    }

    [Fact]
    public async Task Names_of_every_kind_are_kept_byte_for_byte()
    {
        var client = await ConnectAsync();
        foreach (var (name, index) in Names.Select((name, index) => (name, index)))
            await client.PutBytesAsync(In(name), Bytes.Of(100, index));
        var listing = await client.ListAsync(Folder, Cancellation);
        Assert.Equal(Names.Order(StringComparer.Ordinal), listing.Entries.Select(entry => entry.Path.Name).Order(StringComparer.Ordinal));
        foreach (var (name, index) in Names.Select((name, index) => (name, index)))
            Assert.Equal(Bytes.Of(100, index), await client.GetBytesAsync(In(name)));
    }

    [Fact]
    public async Task Names_that_differ_only_in_case_or_form_are_different_files()
    {
        var client = await ConnectAsync();
        string[] names = ["Name", "name", "\u00e9", "e\u0301"];
        foreach (var (name, index) in names.Select((name, index) => (name, index)))
            await client.PutBytesAsync(In(name), [(byte)index]);
        foreach (var (name, index) in names.Select((name, index) => (name, index)))
            Assert.Equal([(byte)index], await client.GetBytesAsync(In(name)));
    }

    [Fact]
    public async Task A_newer_file_takes_the_place_of_an_older_one()
    {
        var client = await ConnectAsync();
        await client.PutBytesAsync(In("file"), Bytes.Of(300_000, 1));
        await client.PutBytesAsync(In("file"), Bytes.Of(200, 2));
        Assert.Equal(Bytes.Of(200, 2), await client.GetBytesAsync(In("file")));
        Assert.Single((await client.ListAsync(Folder, Cancellation)).Entries);
    }

    [Fact]
    public async Task A_deleted_file_is_gone_and_its_name_is_free()
    {
        var client = await ConnectAsync();
        await client.PutBytesAsync(In("file"), [1]);
        await client.DeleteAsync(In("file"), Cancellation);
        Assert.Empty((await client.ListAsync(Folder, Cancellation)).Entries);
        await StoreCalls.FailsAsync(DfsFault.NotFound, () => client.GetBytesAsync(In("file")));
        await client.PutBytesAsync(In("file"), [2]);
        Assert.Equal([2], await client.GetBytesAsync(In("file")));
    }

    [Fact]
    public async Task Folders_are_made_listed_and_deleted_when_empty()
    {
        var client = await ConnectAsync();
        await client.MakeFolderAsync(In("a/b/c"), Cancellation);
        await client.PutBytesAsync(In("a/b/file"), [1]);
        var entries = (await client.ListAsync(In("a/b"), Cancellation)).Entries;
        Assert.Equal([("c", true), ("file", false)], entries.Select(entry => (entry.Path.Name, entry.IsFolder)));
        await StoreCalls.FailsAsync(DfsFault.Conflict, () => client.DeleteAsync(In("a/b"), Cancellation));
        await client.DeleteAsync(In("a/b/c"), Cancellation);
        await client.DeleteAsync(In("a/b/file"), Cancellation);
        await client.DeleteAsync(In("a/b"), Cancellation);
        Assert.Empty((await client.ListAsync(In("a"), Cancellation)).Entries);
        await StoreCalls.FailsAsync(DfsFault.NotFound, () => client.ListAsync(In("a/b"), Cancellation));
    }

    [Fact]
    public async Task A_file_and_a_folder_do_not_share_a_name()
    {
        var client = await ConnectAsync();
        await client.PutBytesAsync(In("file"), [1]);
        await client.MakeFolderAsync(In("folder"), Cancellation);
        await StoreCalls.FailsAsync(DfsFault.Conflict, () => client.MakeFolderAsync(In("file"), Cancellation));
        await StoreCalls.FailsAsync(DfsFault.Conflict, () => client.PutBytesAsync(In("file/below"), [1]));
        await StoreCalls.FailsAsync(DfsFault.Conflict, () => client.PutBytesAsync(In("folder"), [1]));
        await StoreCalls.FailsAsync(DfsFault.Conflict, () => client.GetBytesAsync(In("folder")));
    }
}
