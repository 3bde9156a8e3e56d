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
                _items[path] = known = new List<ListItem>(WireLimits.Nodes);
            known.Add(item);
        }
    }

    public IReadOnlyList<ListedEntry> ToEntries() =>
        [.. _items.Select(pair => Merge(pair.Key, pair.Value)).OfType<ListedEntry>().OrderBy(entry => entry.Path.Name, Utf8Order.Instance)];

    private static ListedEntry? Merge(StorePath path, List<ListItem> items)
    {
        var entry = items[0].Entry.Entry;
        foreach (var item in items)
            if (item.Entry.Entry.Stamp > entry.Stamp)
                entry = item.Entry.Entry;
        if (entry.Kind == EntryKind.Tombstone)
            return null;
        var version = items.TrueForAll(item => item.Entry.Entry.Stamp == entry.Stamp) ? items : items.FindAll(item => item.Entry.Entry.Stamp == entry.Stamp);
        var held = default(HeldParts);
        foreach (var item in version)
            held |= item.Held;
        var isFolder = entry.Kind == EntryKind.Folder;
        return new ListedEntry(
            path, isFolder, entry.Length, DateTimeOffset.FromUnixTimeMilliseconds(entry.WrittenAt), isFolder || held == HeldParts.All)
        {
            Survives = isFolder ? null : Survives(version),
            Padding = entry.Padding,
            Stamp = entry.Stamp,
            Placement = entry.Placement,
            Content = entry.Content,
        };
    }

    // A file is lost with the last holder of one of its parts. Every node lists an entry once, so that items stand for nodes.
    private static int Survives(List<ListItem> version)
    {
        var fewest = version.Count;
        for (var part = 1; part <= WireLimits.Nodes; part++)
        {
            var holders = 0;
            foreach (var item in version)
                holders += item.Held.Holds(part) ? 1 : 0;
            fewest = Math.Min(fewest, holders);
        }

        return fewest - 1;
    }
}
