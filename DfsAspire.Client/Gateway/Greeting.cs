using System.Globalization;
using System.Text;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway;

/// <summary>One small file put, listed and fetched: proof that the store works, and three traces to look at.</summary>
internal static class Greeting
{
    private static readonly StorePath Target = StorePath.Parse("hello/from-the-worker.txt");

    /// <exception cref="DfsException">The store refused, or gave back something else.</exception>
    public static async Task<bool> ExchangeAsync(DfsClient client, TimeProvider time, ILogger log, CancellationToken cancellationToken)
    {
        var sent = Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"The worker of DfsAspire put this file here at {time.GetUtcNow():u}.\n"));
        using var source = new MemoryStream(sent, writable: false);
        var put = await client.PutAsync(Target, source, progress: null, cancellationToken);
        log.Put(Target.Value, put.Length, put.Nodes.Count);

        var listing = await client.ListAsync(Target.Folder, cancellationToken);
        if (!listing.Entries.Any(entry => entry.Path == Target && entry.IsComplete))
            throw new DfsException(DfsFault.Integrity, $"{Target} was put and is not listed as complete.");
        log.Listed(Target.Folder.Value, listing.Entries.Count);

        using var received = new MemoryStream(sent.Length);
        await client.GetAsync(Target, received, progress: null, cancellationToken);
        if (!received.ToArray().AsSpan().SequenceEqual(sent))
            throw new DfsException(DfsFault.Integrity, $"{Target} came back with other bytes than were put.");
        log.Got(Target.Value, received.Length);
        return true;
    }
}
