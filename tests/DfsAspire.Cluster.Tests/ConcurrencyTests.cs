namespace DfsAspire.Cluster.Tests;

public sealed class ConcurrencyTests(TestCluster cluster) : ClusterTest(cluster)
{
    [Fact]
    public async Task Of_writers_at_the_same_time_one_wins_everywhere()
    {
        var writers = new List<DfsClient>();
        for (var i = 0; i < 4; i++)
            writers.Add(await ConnectAsync());
        var reader = await ConnectThroughLinksAsync();
        await writers[0].MakeFolderAsync(Folder, Cancellation);
        for (var round = 0; round < 5; round++)
        {
            Links.Cut();
            // Each has a length of its own, so that a mixture would show in the length too.
            var contents = Enumerable.Range(0, writers.Count).Select(i => Bytes.Of(1000 + 300 * i, 10 * round + i)).ToList();
            var receipts = await Task.WhenAll(writers.Select((writer, i) => writer.PutBytesAsync(In("file"), contents[i])));
            var winner = Array.IndexOf(receipts, receipts.MaxBy(receipt => receipt.Stamp));
            foreach (var down in NodeSets.Readable)
            {
                Links.Cut(down);
                Assert.Equal(contents[winner], await reader.GetBytesAsync(In("file")));
            }
        }
    }

    [Fact]
    public async Task Readers_beside_writers_see_whole_versions_in_order()
    {
        var (writer, reader) = (await ConnectAsync(), await ConnectAsync());
        await writer.PutBytesAsync(In("file"), Version(0));
        var acknowledged = 0;
        var writing = Task.Run(
            async () =>
            {
                for (var version = 1; version <= 30; version++)
                {
                    await writer.PutBytesAsync(In("file"), Version(version));
                    Volatile.Write(ref acknowledged, version);
                }
            },
            Cancellation);
        var seen = 0;
        while (!writing.IsCompleted)
        {
            var atLeast = Math.Max(seen, Volatile.Read(ref acknowledged));
            var content = await reader.GetBytesAsync(In("file"));
            seen = content[0];
            Assert.True(seen >= atLeast, $"version {seen} was read after {atLeast}");
            Assert.Equal(Version(seen), content);
        }

        await writing;

        static byte[] Version(int number) => [(byte)number, .. Bytes.Of(2000 + number, number)];
    }

    [Fact]
    public async Task Four_clients_read_the_same_file_at_once()
    {
        var input = Local();
        var hash = await Bytes.WriteFileAsync(input, 20 * 1024 * 1024, 1);
        var clients = new List<DfsClient>();
        for (var i = 0; i < 4; i++)
            clients.Add(await ConnectAsync());
        await clients[0].PutFileAsync(In("file"), input, null, Cancellation);
        var hashes = await Task.WhenAll(clients.Select(async (client, i) =>
        {
            var output = $"{input}.{i}";
            await client.GetFileAsync(In("file"), output, null, Cancellation);
            return await Bytes.HashFileAsync(output);
        }));
        Assert.All(hashes, each => Assert.Equal(hash, each));
    }

    [Fact]
    public async Task One_client_does_many_things_at_once()
    {
        var client = await ConnectAsync();
        await client.MakeFolderAsync(Folder, Cancellation);
        await Task.WhenAll(Enumerable.Range(0, 24).Select(async i =>
        {
            var content = Bytes.Of(100 * i, i);
            await client.PutBytesAsync(In($"{i}"), content);
            Assert.Equal(content, await client.GetBytesAsync(In($"{i}")));
        }));
        Assert.Equal(24, (await client.ListAsync(Folder, Cancellation)).Entries.Count);
    }
}
