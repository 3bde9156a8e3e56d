using System.Net;
using DfsAspire.Protocol.Names;
using Xunit;

namespace DfsAspire.EndToEnd.Tests;

/// <summary>The commands that the dashboard shows on the nodes.</summary>
public sealed class NodeCommandTests(RunningStore store)
{
    [Fact]
    public async Task A_damaged_part_is_whole_again_after_the_command_scrub()
    {
        using var local = new LocalFiles();
        await using var client = await StoreUser.ConnectAsync(store);
        await StoreUser.WriteRandomAsync(local["file"], 100_000);
        await client.PutFileAsync(StorePath.Parse("scrubbed/file.bin"), local["file"], progress: null, RunningStore.Deadline);
        var part = Directory.EnumerateFiles(Path.Combine(store.Data, "node3", "alice", "scrubbed")).First();
        var before = await File.ReadAllBytesAsync(part, RunningStore.Deadline);
        await File.WriteAllBytesAsync(part, [.. before[..1000], (byte)(before[1000] ^ 1), .. before[1001..]], RunningStore.Deadline);

        var result = await store.Application.ResourceCommands.ExecuteCommandAsync("node3", "scrub", RunningStore.Deadline);

        Assert.True(result.Success, result.Message);
        Assert.Equal(before, await File.ReadAllBytesAsync(part, RunningStore.Deadline));
    }

    [Fact]
    public async Task A_node_is_drained_on_command_and_takes_writes_again_on_another()
    {
        var drained = await store.Application.ResourceCommands.ExecuteCommandAsync("node2", "drain", RunningStore.Deadline);
        Assert.True(drained.Success, drained.Message);
        var second = await store.Application.ResourceCommands.ExecuteCommandAsync("node4", "drain", RunningStore.Deadline);
        Assert.False(second.Success);
        var back = await store.Application.ResourceCommands.ExecuteCommandAsync("node2", "undrain", RunningStore.Deadline);
        Assert.True(back.Success, back.Message);
    }

    [Fact]
    public async Task A_node_repairs_on_command_and_not_for_strangers()
    {
        var result = await store.Application.ResourceCommands.ExecuteCommandAsync("node1", "repair", RunningStore.Deadline);
        Assert.True(result.Success, result.Message);

        using var http = store.Application.CreateHttpClient("node1", "http");
        using var refused = await http.PostAsync(new Uri("/repair", UriKind.Relative), content: null, RunningStore.Deadline);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }
}
