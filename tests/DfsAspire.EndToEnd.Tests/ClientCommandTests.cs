using DfsAspire.Protocol.Names;
using Xunit;

namespace DfsAspire.EndToEnd.Tests;

/// <summary>The commands that the dashboard shows on the worker.</summary>
public sealed class ClientCommandTests(RunningStore store)
{
    [Fact]
    public async Task What_a_user_keeps_is_verified_on_command_and_a_damaged_part_named()
    {
        using var local = new LocalFiles();
        await using var client = await StoreUser.ConnectAsync(store);
        await StoreUser.WriteRandomAsync(local["file"], 100_000);
        await client.PutFileAsync(StorePath.Parse("verified/file.bin"), local["file"], progress: null, RunningStore.Deadline);
        var sound = await VerifyAsync();
        Assert.True(sound.Success, sound.Message);
        Assert.StartsWith("All sound: ", sound.Message, StringComparison.Ordinal);

        var part = Directory.EnumerateFiles(Path.Combine(store.Data, "node3", "alice", "verified")).First();
        var before = await File.ReadAllBytesAsync(part, RunningStore.Deadline);
        await File.WriteAllBytesAsync(part, [.. before[..1000], (byte)(before[1000] ^ 1), .. before[1001..]], RunningStore.Deadline);
        var damaged = await VerifyAsync();

        Assert.False(damaged.Success);
        Assert.Contains("verified/file.bin", damaged.Message, StringComparison.Ordinal);
        await client.DeleteAsync(StorePath.Parse("verified/file.bin"), RunningStore.Deadline);
    }

    private Task<ExecuteCommandResult> VerifyAsync() =>
        store.Application.ResourceCommands.ExecuteCommandAsync("client", "verify-alice", RunningStore.Deadline);
}
