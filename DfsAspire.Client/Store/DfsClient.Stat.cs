using DfsAspire.Client.Quorum;
using DfsAspire.Client.Sealing;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Store;

public sealed partial class DfsClient
{
    private static readonly ListedEntry RootEntry = new(StorePath.Root, IsFolder: true, 0, DateTimeOffset.UnixEpoch, IsComplete: true);

    /// <summary>Says what a path holds, as a listing of its folder would; null when nothing lies there. The root is a folder as old as time.</summary>
    /// <exception cref="DfsException">Fewer than two nodes answer.</exception>
    public async Task<ListedEntry?> StatAsync(StorePath path, CancellationToken cancellationToken)
    {
        if (path.IsRoot)
            return RootEntry;
        using var command = Start("STAT", path, cancellationToken);
        return await command.RunAsync(async () =>
        {
            var operation = Session.Begin();
            var view = await Session.Reader.ReadAsync(operation, path, cancellationToken);
            command.NoteFaults(operation.Faults);
            NeedTwo(operation, view.Answers.Count, path);
            return view.Exists ? Describe(view) : null;
        });
    }

    /// <summary>Opens the present version of a file, so that ranges of it can be read; later writes of the path do not change what it gives.</summary>
    /// <exception cref="DfsException">The file is not there, incomplete or damaged, or fewer than two nodes answer; the fault says which.</exception>
    public async Task<VersionReader> OpenAsync(StorePath path, CancellationToken cancellationToken)
    {
        using var command = Start("STAT", path, cancellationToken);
        return await command.RunAsync(async () =>
        {
            NeedName(path);
            var operation = Session.Begin();
            var view = await Session.Reader.ReadAsync(operation, path, cancellationToken);
            NeedTwo(operation, view.Answers.Count, path);
            var entry = FileOf(operation, view, path);
            return new VersionReader(Session, operation, view, await OpenKeysAsync(view, entry, cancellationToken), Describe(view));
        });
    }

    private static ListedEntry Describe(PathView view)
    {
        var entry = view.Best!.Entry;
        var isFolder = entry.Kind == EntryKind.Folder;
        List<IReadOnlyList<string>> holders =
            isFolder ? [] : [.. Enumerable.Range(1, Lanes.Count).Select(part => view.HoldersOf(part).Select(node => node.Node.Name).Order(StringComparer.Ordinal).ToList())];
        var fewest = isFolder ? 1 : holders.Min(nodes => nodes.Count);
        return new ListedEntry(
            entry.Path, isFolder, entry.Length, DateTimeOffset.FromUnixTimeMilliseconds(entry.WrittenAt), fewest > 0)
        {
            Survives = isFolder ? null : fewest - 1,
            Holders = isFolder ? null : holders,
            Padding = entry.Padding,
            Stamp = entry.Stamp,
            Placement = entry.Placement,
            Content = entry.Content,
        };
    }

    // Whoever acts on an answer, and deletes what is not in it, must not be given that of one node that may be behind the others.
    private static void NeedTwo(Operation operation, int answers, StorePath path)
    {
        if (answers == 0)
            throw Unanswered(operation, path);
        if (answers == 1)
            throw MayBeOld(operation, path);
    }

    private static DfsException MayBeOld(Operation operation, StorePath path) => new(
        DfsFault.QuorumRefused,
        $"'{path}' cannot be read for certain: only one node answers, so what it says may be old ({string.Join("; ", operation.Faults)}). Start the missing nodes and try again.");

    private static DfsException Unanswered(Operation operation, StorePath path) => new(
        DfsFault.QuorumRefused, $"'{path}' cannot be read: no node answers ({string.Join("; ", operation.Faults)}). Is the store running?");
}
