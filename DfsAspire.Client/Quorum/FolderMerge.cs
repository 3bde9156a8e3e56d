using DfsAspire.Client.Store;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Quorum;

/// <summary>
/// Merges the listings of several nodes: per name the highest stamp counts, tombstones hide what is older, and a file is
/// complete when the nodes that hold that very version have all four parts between them.
/// </summary>
internal sealed class FolderMerge
{
    private readonly Dictionary<StorePath, List<ListItem>> _items = [];

    /// <summary>Adds what one node lists: genuine entries of the folder, each once.</summary>
    public void Add(IEnumerable<ListItem> items)
    {
        foreach (var item in items)
        {
            var path = item.Entry.Entry.Path;
            if (!_items.TryGetValue(path, out var known))
                _items[path] = known = [];
            known.Add(item);
        }
    }

    public IReadOnlyList<ListedEntry> ToEntries() =>
        [.. _items.Select(pair => Merge(pair.Key, pair.Value)).OfType<ListedEntry>().OrderBy(entry => entry.Path.Name, Utf8Order.Instance)];

    private static ListedEntry? Merge(StorePath path, List<ListItem> items)
    {
        var version = items.GroupBy(item => item.Entry.Entry.Stamp).MaxBy(group => group.Key)!;
        var entry = version.First().Entry.Entry;
        if (entry.Kind == EntryKind.Tombstone)
            return null;
        var held = version.Aggregate(default(HeldParts), (parts, item) => parts | item.Held);
        var isFolder = entry.Kind == EntryKind.Folder;
        return new ListedEntry(
            path, isFolder, entry.Length, DateTimeOffset.FromUnixTimeMilliseconds(entry.WrittenAt), isFolder || held == HeldParts.All)
        {
            Survives = isFolder ? null : Survives(version),
            Stamp = entry.Stamp,
            Placement = entry.Placement,
            Content = entry.Content,
        };
    }

    // A file is lost with the last holder of one of its parts. Every node lists an entry once, so that items stand for nodes.
    private static int Survives(IEnumerable<ListItem> version) =>
        Enumerable.Range(1, WireLimits.Nodes).Min(part => version.Count(item => item.Held.Holds(part))) - 1;
}
