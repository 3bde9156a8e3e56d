using DfsAspire.Client.Quorum;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Store;

public sealed partial class DfsClient
{
    /// <summary>Lists what lies directly in a folder.</summary>
    /// <exception cref="DfsException">No node answers, or the folder is not there.</exception>
    public async Task<FolderListing> ListAsync(StorePath folder, CancellationToken cancellationToken)
    {
        using var command = Start("LIST", folder, cancellationToken);
        return await command.RunAsync(async () =>
        {
            var operation = Session.Begin();
            var entries = await ListEntriesAsync(operation, folder, cancellationToken);
            if (entries.Count == 0 && !folder.IsRoot)
                await NeedFolderAsync(operation, folder, cancellationToken);
            command.NoteFaults(operation.Faults);
            return new FolderListing
            {
                Folder = folder,
                Entries = entries,
                MayBeOld = operation.Up.Count < 2,
                Faults = operation.Faults,
            };
        });
    }

    private async Task<IReadOnlyList<ListedEntry>> ListEntriesAsync(Operation operation, StorePath folder, CancellationToken cancellationToken)
    {
        var merged = new FolderMerge();
        merged.Add(await ListItemsAsync(operation, folder, cancellationToken));
        return merged.ToEntries();
    }

    // What each node lists, one node's items after the other's.
    private async Task<IReadOnlyList<ListItem>> ListItemsAsync(Operation operation, StorePath folder, CancellationToken cancellationToken)
    {
        var answers = await operation.AskAsync((node, token) => FolderPages.ReadAsync(node, folder, Session.Verifier, User, operation.Veil, token), cancellationToken);
        if (answers.Count == 0)
            throw new DfsException(
                DfsFault.QuorumRefused, $"'{folder}/' cannot be listed: no node answers ({string.Join("; ", operation.Faults)}). Is the store running?");
        return [.. (await Incarnations.ValidAsync(answers, pages => pages.View, operation, cancellationToken)).SelectMany(answer => answer.Reply.Items)];
    }

    private async Task NeedFolderAsync(Operation operation, StorePath folder, CancellationToken cancellationToken)
    {
        var view = await Session.Reader.LookAsync(operation, folder, cancellationToken);
        if (view.Kind == EntryKind.File)
            throw new DfsException(DfsFault.Conflict, $"'{folder}' is a file, not a folder.");
        if (view.Kind != EntryKind.Folder)
            throw new DfsException(DfsFault.NotFound, $"There is no folder '{folder}'.");
    }
}
