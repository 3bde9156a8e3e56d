using System.Collections.Concurrent;
using DfsAspire.Client.Quorum;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Store;

public sealed partial class DfsClient
{
    // A folder seen a moment ago need not be asked for again with each file that goes into it. For as long, one that somebody else deletes hides what is put
    // into it.
    private static readonly TimeSpan FolderMemory = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<StorePath, long> _seenFolders = new();

    /// <summary>Makes a folder, and those above it; does nothing when it is there already.</summary>
    /// <exception cref="DfsException">A file has that name, or the quorum is refused.</exception>
    public async Task<WriteReceipt> MakeFolderAsync(StorePath path, CancellationToken cancellationToken)
    {
        using var command = Start("MKDIR", path, cancellationToken);
        return await command.RunAsync(() => TryTwiceAsync(
            async operation =>
            {
                NeedName(path);
                await EnsureFolderAsync(operation, path.Folder, path, cancellationToken);
                var view = await Session.Reader.ReadAsync(operation, path, cancellationToken);
                if (view.Kind == EntryKind.File)
                    throw new DfsException(DfsFault.Conflict, $"'{path}' is a file; a folder cannot have its name.");
                if (view.Kind == EntryKind.Folder && view.Answers.Count >= Operation.Quorum)
                    return Receipt(operation, path, view.BestStamp, view.HoldingBest.Select(answer => answer.Node));
                return await WriteEntryAsync(operation, view, path, EntryKind.Folder, cancellationToken);
            },
            cancellationToken));
    }

    /// <summary>Deletes a file or an empty folder.</summary>
    /// <exception cref="DfsException">Nothing is there, the folder is not empty, or the quorum is refused.</exception>
    public async Task<WriteReceipt> DeleteAsync(StorePath path, CancellationToken cancellationToken)
    {
        using var command = Start("DELETE", path, cancellationToken);
        return await command.RunAsync(() => TryTwiceAsync(
            async operation =>
            {
                NeedName(path);
                var view = await Session.Reader.ReadAsync(operation, path, cancellationToken);
                NeedQuorum(operation, view, path);
                if (!view.Exists)
                    throw new DfsException(DfsFault.NotFound, $"'{path}' was not found.");
                if (view.Kind == EntryKind.Folder && (await ListEntriesAsync(operation, path, cancellationToken)).Count > 0)
                    throw new DfsException(DfsFault.Conflict, $"The folder '{path}' is not empty. Delete what is in it first.");
                _seenFolders.TryRemove(path, out _);
                return await WriteEntryAsync(operation, view, path, EntryKind.Tombstone, cancellationToken);
            },
            cancellationToken));
    }

    // Messages name the path that the user wants, not the folder on the way to it.
    private async Task EnsureFolderAsync(Operation operation, StorePath folder, StorePath wanted, CancellationToken cancellationToken)
    {
        if (IsSeen(folder))
            return;
        var view = await Session.Reader.ReadAsync(operation, folder, cancellationToken);
        NeedQuorum(operation, view, wanted);
        if (view.Kind == EntryKind.File)
            throw new DfsException(DfsFault.Conflict, $"'{wanted}' cannot be made: '{folder}' is a file, not a folder.");
        if (view.Kind != EntryKind.Folder)
        {
            await EnsureFolderAsync(operation, folder.Folder, wanted, cancellationToken);
            await WriteEntryAsync(operation, view, folder, EntryKind.Folder, cancellationToken);
        }

        _seenFolders[folder] = Session.Time.GetTimestamp();
    }

    // Whoever deleted the folder while a file was on its way into it found it empty: the file would be in no listing.
    private async Task KeepFolderAsync(StorePath path)
    {
        if (IsSeen(path.Folder))
            return;
        try
        {
            await EnsureFolderAsync(Session.Begin(), path.Folder, path, CancellationToken.None);
        }
        catch (DfsException)
        {
            // The file is stored, whatever became of its folder, and the next write into that makes it again.
        }
    }

    private bool IsSeen(StorePath folder) =>
        folder.IsRoot || (_seenFolders.TryGetValue(folder, out var seen) && Session.Time.GetElapsedTime(seen) < FolderMemory);

    private async Task<WriteReceipt> WriteEntryAsync(
        Operation operation, PathView view, StorePath path, EntryKind kind, CancellationToken cancellationToken)
    {
        NeedQuorum(operation, view, path);
        var entry = Draft(path, kind, view.Highest);
        var taken = await Session.Writer.WriteAsync(
            operation, entry, ReadOnlyMemory<byte>.Empty, _ => Task.CompletedTask, cancellationToken);
        return Receipt(operation, path, entry.Stamp, taken.Select(answer => answer.Node));
    }

    private static void NeedQuorum(Operation operation, PathView view, StorePath path)
    {
        if (view.Answers.Count < Operation.Quorum)
            throw EntryWriter.Refused(operation, path.Value, view.Answers.Count);
    }

    private static WriteReceipt Receipt(Operation operation, StorePath path, Stamp stamp, IEnumerable<Connections.NodeClient> nodes) => new()
    {
        Path = path,
        Stamp = stamp,
        Nodes = [.. nodes.Select(node => node.Node.Name)],
        Faults = operation.Faults,
    };
}
