using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.WebDav;

/// <summary>What lies in a folder, for those who act on it: programs that keep two folders alike delete what is not listed.</summary>
internal static class Members
{
    /// <summary>Lists a folder.</summary>
    /// <exception cref="HttpRefusal">Fewer than two nodes answer, so that the listing may be old.</exception>
    public static async Task<IReadOnlyList<ListedEntry>> ListAsync(DfsClient store, StorePath folder, CancellationToken cancellationToken)
    {
        var listing = await store.ListAsync(folder, cancellationToken);
        if (!listing.MayBeOld)
            return listing.Entries;
        throw new HttpRefusal(
            StatusCodes.Status503ServiceUnavailable, $"'{folder}/' cannot be listed for certain: only one node answers, so what it says may be old. Start the missing nodes and try again.")
        {
            RetryAfter = TimeSpan.FromSeconds(5),
        };
    }
}
