using DfsAspire.Client.Store;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.Web;

/// <summary>What a user keeps. Nodes tell a user the limit and no more, so every folder is looked into: it is done for whoever asks, and not with every page.</summary>
/// <param name="Use">Bytes and files, as the quota counts them.</param>
/// <param name="MayBeOld">For some folder fewer than two nodes answered.</param>
internal sealed record KeptCount(AccountUse Use, bool MayBeOld)
{
    /// <exception cref="DfsException">No node answers.</exception>
    public static async Task<KeptCount> MakeAsync(DfsClient store, CancellationToken cancellationToken)
    {
        var (bytes, files, mayBeOld) = (0L, 0L, false);
        var folders = new Stack<StorePath>([StorePath.Root]);
        while (folders.TryPop(out var folder))
        {
            if (await ListAsync(store, folder, cancellationToken) is not { } listing)
                continue;
            mayBeOld |= listing.MayBeOld;
            foreach (var entry in listing.Entries)
            {
                if (entry.IsFolder)
                    folders.Push(entry.Path);
                else
                    (bytes, files) = (bytes + entry.Length + entry.Padding, files + 1);
            }
        }

        return new KeptCount(new AccountUse(bytes, files), mayBeOld);
    }

    private static async Task<FolderListing?> ListAsync(DfsClient store, StorePath folder, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ListAsync(folder, cancellationToken);
        }
        catch (DfsException fault) when (fault.Fault is DfsFault.NotFound or DfsFault.Conflict)
        {
            // It has gone since its own folder was listed.
            return null;
        }
    }
}
