using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Trees;

/// <summary>What was deleted from a folder, or from everything below it, and is still kept.</summary>
/// <param name="Entries">Deleted folders before what was in them, names in ordinal order.</param>
/// <param name="MayBeOld">For some folder fewer than two nodes answered.</param>
/// <param name="Faults">Nodes that did not answer, each named once.</param>
internal sealed record DeletedTree(IReadOnlyList<FileVersion> Entries, bool MayBeOld, IReadOnlyList<NodeFault> Faults)
{
    /// <summary>Lists a folder; with everything below it, the folders that are there and those that were deleted.</summary>
    /// <param name="store">The store.</param>
    /// <param name="top">The folder.</param>
    /// <param name="isRecursive">Everything below it too.</param>
    /// <param name="withMoved">Also names that something was moved away from.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DfsException">No node answers.</exception>
    public static async Task<DeletedTree> ReadAsync(IStore store, StorePath top, bool isRecursive, bool withMoved, CancellationToken cancellationToken)
    {
        var entries = new List<FileVersion>();
        var faults = new Dictionary<string, NodeFault>(StringComparer.Ordinal);
        var mayBeOld = false;
        await ListAsync(top);
        return new DeletedTree(entries, mayBeOld, [.. faults.Values]);

        async Task ListAsync(StorePath folder)
        {
            var deleted = await store.ListDeletedAsync(folder, cancellationToken);
            mayBeOld |= deleted.MayBeOld;
            foreach (var fault in deleted.Faults)
                faults.TryAdd(fault.Node, fault);
            foreach (var entry in deleted.Entries)
            {
                if (withMoved || !entry.IsMoved)
                    entries.Add(entry);
                if (isRecursive && entry.IsFolder)
                    await ListAsync(entry.Path);
            }

            if (isRecursive)
                foreach (var deeper in await FoldersAsync(folder))
                    await ListAsync(deeper);
        }

        async Task<IReadOnlyList<StorePath>> FoldersAsync(StorePath folder)
        {
            try
            {
                return [.. (await store.ListAsync(folder, cancellationToken)).Entries.Where(entry => entry.IsFolder).Select(entry => entry.Path)];
            }
            catch (DfsException fault) when (fault.Fault == DfsFault.NotFound)
            {
                // It is deleted itself.
                return [];
            }
        }
    }
}
