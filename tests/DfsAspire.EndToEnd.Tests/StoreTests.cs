using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;
using Xunit;

namespace DfsAspire.EndToEnd.Tests;

/// <summary>Files go in and come out while a node of the running store is stopped and started.</summary>
public sealed class StoreTests(RunningStore store)
{
    private const string Stopped = "node4";

    [Fact]
    public async Task Files_come_back_the_same_while_a_node_is_stopped_and_after_it_was_started_again()
    {
        using var local = new LocalFiles();
        await using var client = await StoreUser.ConnectAsync(store);
        var (before, during) = (StorePath.Parse("stopping/before.bin"), StorePath.Parse("stopping/during.bin"));
        var hashBefore = await StoreUser.WriteRandomAsync(local["before"], 1_000_003);
        var hashDuring = await StoreUser.WriteRandomAsync(local["during"], 300_001);

        await client.PutFileAsync(before, local["before"], progress: null, RunningStore.Deadline);

        await store.StopAsync(Stopped);
        try
        {
            Assert.Equal(hashBefore, await GetAsync(client, before, local["before, while stopped"]));
            var loaned = await client.PutFileAsync(during, local["during"], progress: null, RunningStore.Deadline);
            Assert.DoesNotContain(Stopped, loaned.Nodes);
            Assert.Equal(hashDuring, await GetAsync(client, during, local["during, while stopped"]));
        }
        finally
        {
            await store.StartAsync(Stopped);
        }

        var listing = await client.ListAsync(before.Folder, RunningStore.Deadline);
        Assert.Equal([before, during], listing.Entries.Select(entry => entry.Path));
        Assert.All(listing.Entries, entry => Assert.True(entry.IsComplete, $"{entry.Path} is listed as incomplete."));
        Assert.Equal(hashBefore, await GetAsync(client, before, local["before, once more"]));
        Assert.Equal(hashDuring, await GetAsync(client, during, local["during, once more"]));

        // In the root, where no folder has to be looked for: looking leaves out a node that is a second behind the others.
        var after = await client.PutFileAsync(StorePath.Parse("after.bin"), local["before"], progress: null, RunningStore.Deadline);
        Assert.Equal(RunningStore.Nodes, after.Nodes.Order());
    }

    private static async Task<string> GetAsync(DfsClient client, StorePath path, string file)
    {
        await client.GetFileAsync(path, file, progress: null, RunningStore.Deadline);
        return await StoreUser.HashAsync(file);
    }
}
