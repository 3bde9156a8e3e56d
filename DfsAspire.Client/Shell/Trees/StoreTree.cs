using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Trees;

/// <summary>Everything below a folder of the store, and what nodes said about it on the way.</summary>
/// <param name="Entries">Folders before what is in them, names in ordinal order.</param>
/// <param name="MayBeOld">For some folder fewer than two nodes answered.</param>
/// <param name="Faults">Nodes that did not answer, each named once.</param>
internal sealed record StoreTree(IReadOnlyList<ListedEntry> Entries, bool MayBeOld, IReadOnlyList<NodeFault> Faults)
{
    public IEnumerable<ListedEntry> Files => Entries.Where(entry => !entry.IsFolder);

    public IEnumerable<ListedEntry> Folders => Entries.Where(entry => entry.IsFolder);

    /// <summary>Without what the gateway keeps beside the files for itself.</summary>
    public StoreTree ForPeople() => this with { Entries = [.. Entries.Where(entry => !HiddenNames.IsHidden(entry.Path.Name))] };

    /// <summary>Lists a folder, and every folder in it. Others may write meanwhile: each folder is as it was when it was listed.</summary>
    /// <exception cref="DfsException">There is no such folder, or no node answers.</exception>
    public static async Task<StoreTree> ReadAsync(IStore store, StorePath top, CancellationToken cancellationToken)
    {
        var entries = new List<ListedEntry>();
        var faults = new Dictionary<string, NodeFault>(StringComparer.Ordinal);
        var mayBeOld = false;
        var folders = new Stack<ListedEntry?>([null]);
        while (folders.TryPop(out var folder))
        {
            if (folder is not null)
                entries.Add(folder);
            if (await ListAsync(folder) is not { } listing)
                continue;
            mayBeOld |= listing.MayBeOld;
            foreach (var fault in listing.Faults)
                faults.TryAdd(fault.Node, fault);
            entries.AddRange(listing.Entries.Where(entry => !entry.IsFolder));
            foreach (var deeper in listing.Entries.Where(entry => entry.IsFolder).Reverse())
                folders.Push(deeper);
        }

        return new StoreTree(entries, mayBeOld, [.. faults.Values]);

        async Task<FolderListing?> ListAsync(ListedEntry? folder)
        {
            try
            {
                return await store.ListAsync(folder?.Path ?? top, cancellationToken);
            }
            catch (DfsException fault) when (folder is not null && fault.Fault == DfsFault.NotFound)
            {
                // Somebody deleted it since its own folder was listed.
                return null;
            }
        }
    }

    /// <summary>Tells the person at the command what the nodes said.</summary>
    public void NoteTo(CommandOutput output)
    {
        output.Note(Faults);
        if (MayBeOld)
            output.Note("only one node answered, so this may be old.");
    }
}
