using DfsAspire.Client.Gateway.WebDav.Properties;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.WebDav;

/// <summary>Deletes, copies and moves what lies at a path, with its properties; a folder path by path.</summary>
internal sealed class Tree(DfsClient store, DeadProperties properties)
{
    private const int AtOnce = 8;

    /// <summary>Deletes a file, or a folder and all that is in it.</summary>
    public async Task DeleteAsync(ListedEntry entry, CancellationToken cancellationToken)
    {
        await DeleteBelowAsync(entry, cancellationToken);
        await properties.RemoveAsync(entry.Path, cancellationToken);
    }

    /// <summary>Copies a file or a folder, over nothing or a file over a file.</summary>
    public async Task CopyAsync(ListedEntry entry, StorePath to, bool isDeep, CancellationToken cancellationToken)
    {
        await CopyBelowAsync(entry, to, isDeep, cancellationToken);
        await properties.CopyAsync(entry.Path, to, cancellationToken);
    }

    /// <summary>Moves a file or a folder, over nothing or a file over a file.</summary>
    public async Task MoveAsync(ListedEntry entry, StorePath to, CancellationToken cancellationToken)
    {
        await MoveBelowAsync(entry, to, cancellationToken);
        await properties.MoveAsync(entry.Path, to, cancellationToken);
    }

    private async Task DeleteBelowAsync(ListedEntry entry, CancellationToken cancellationToken)
    {
        if (entry.IsFolder)
            await ForEachAsync(entry.Path, member => DeleteBelowAsync(member, cancellationToken), cancellationToken);
        try
        {
            await store.DeleteAsync(entry.Path, cancellationToken);
        }
        catch (DfsException fault) when (fault.Fault == DfsFault.NotFound)
        {
            // Somebody else was quicker.
        }
    }

    private async Task CopyBelowAsync(ListedEntry entry, StorePath to, bool isDeep, CancellationToken cancellationToken)
    {
        if (!entry.IsFolder)
        {
            await store.CopyAsync(entry.Path, to, overwrite: true, cancellationToken);
            return;
        }

        await store.MakeFolderAsync(to, cancellationToken);
        // The properties of members lie among them, and come along.
        if (isDeep)
            await ForEachAsync(entry.Path, member => CopyBelowAsync(member, to.Combine(member.Path.Name), isDeep, cancellationToken), cancellationToken);
    }

    private async Task MoveBelowAsync(ListedEntry entry, StorePath to, CancellationToken cancellationToken)
    {
        if (!entry.IsFolder)
        {
            await store.MoveAsync(entry.Path, to, overwrite: true, cancellationToken);
            return;
        }

        await store.MakeFolderAsync(to, cancellationToken);
        await ForEachAsync(entry.Path, member => MoveBelowAsync(member, to.Combine(member.Path.Name), cancellationToken), cancellationToken);
        // Refused, and rightly, when somebody has written into it meanwhile.
        await store.DeleteAsync(entry.Path, cancellationToken);
    }

    // Folders one after the other, so that a deep tree does not multiply what is under way.
    private async Task ForEachAsync(StorePath folder, Func<ListedEntry, Task> act, CancellationToken cancellationToken)
    {
        var members = (await store.ListAsync(folder, cancellationToken)).Entries;
        await Parallel.ForEachAsync(
            members.Where(member => !member.IsFolder), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (member, _) => await act(member));
        foreach (var member in members.Where(member => member.IsFolder))
            await act(member);
    }
}
