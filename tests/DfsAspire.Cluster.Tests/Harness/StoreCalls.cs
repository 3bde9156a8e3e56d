namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>The store's calls with byte arrays, as tests like them.</summary>
internal static class StoreCalls
{
    public static async Task<PutReceipt> PutBytesAsync(this DfsClient client, StorePath path, byte[] content)
    {
        using var stream = new MemoryStream(content);
        return await client.PutAsync(path, stream, null, TestContext.Current.CancellationToken);
    }

    public static async Task<byte[]> GetBytesAsync(this DfsClient client, StorePath path) => (await client.GetAllAsync(path)).Content;

    public static async Task<(byte[] Content, GetReceipt Receipt)> GetAllAsync(this DfsClient client, StorePath path)
    {
        using var stream = new MemoryStream();
        var receipt = await client.GetAsync(path, stream, null, TestContext.Current.CancellationToken);
        return (stream.ToArray(), receipt);
    }

    /// <summary>The exception that a call of the store must end in.</summary>
    public static async Task<DfsException> FailsAsync(DfsFault fault, Func<Task> call)
    {
        var failure = await Assert.ThrowsAsync<DfsException>(call);
        Assert.True(failure.Fault == fault, $"{failure.Fault} instead of {fault}: {failure.Message}");
        return failure;
    }
}
