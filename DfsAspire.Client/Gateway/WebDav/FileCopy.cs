using DfsAspire.Client.Store;
using DfsAspire.Client.Transfer;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.WebDav;

/// <summary>Copies one file over whatever file is at the target.</summary>
internal static class FileCopy
{
    public static async Task RunAsync(DfsClient store, StorePath from, StorePath to, CancellationToken cancellationToken)
    {
        using var version = await store.OpenAsync(from, cancellationToken);
        using var spool = await Spool.FillAsync(output => version.CopyToAsync(output, 0, version.Entry.Length, cancellationToken), cancellationToken);
        await store.PutAsync(to, spool, progress: null, cancellationToken);
    }
}
