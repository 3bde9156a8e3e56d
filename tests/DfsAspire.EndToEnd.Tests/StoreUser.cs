using System.Security.Cryptography;
using DfsAspire.Client.Store;

namespace DfsAspire.EndToEnd.Tests;

/// <summary>A user of the running store, and files with something in them.</summary>
internal static class StoreUser
{
    /// <summary>Logs alice in, at the addresses that Aspire gave the nodes.</summary>
    public static Task<DfsClient> ConnectAsync(RunningStore store) => DfsClient.ConnectAsync(
        new DfsClientOptions
        {
            Nodes = [.. RunningStore.Nodes.Select((node, index) => Address(index + 1, node, store.Application.GetEndpoint(node, "dfs")))],
            User = "alice",
            Password = store.AlicePassword,
        },
        RunningStore.Deadline);

    /// <summary>Makes a file of random bytes.</summary>
    /// <returns>Its SHA-256.</returns>
    public static async Task<string> WriteRandomAsync(string file, int length)
    {
        await File.WriteAllBytesAsync(file, RandomNumberGenerator.GetBytes(length), RunningStore.Deadline);
        return await HashAsync(file);
    }

    /// <summary>A file's SHA-256.</summary>
    public static async Task<string> HashAsync(string file)
    {
        await using var content = File.OpenRead(file);
        return Convert.ToHexString(await SHA256.HashDataAsync(content, RunningStore.Deadline));
    }

    private static NodeAddress Address(int number, string name, Uri endpoint) => new(number, name, endpoint.Host, endpoint.Port);
}
