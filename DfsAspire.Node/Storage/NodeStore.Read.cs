using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Node.Storage;

public sealed partial class NodeStore
{
    private const int MaxPageItems = 256;

    /// <summary>What a path holds.</summary>
    public async Task<PathState> GetStateAsync(string user, StorePath path, CancellationToken ct)
    {
        ThrowIfNotFounded();
        return await _catalog.ReadAsync(
            user,
            db =>
            {
                var entry = EntryRows.Find(db, user, path);
                var content = entry?.Entry.Content ?? default;
                return new PathState(
                    entry,
                    ContentRows.Find(db, user, content)?.KeyRecord ?? ReadOnlyMemory<byte>.Empty,
                    FindHeld(db, user, content),
                    StageRows.Highest(db, user, path));
            },
            ct).ConfigureAwait(false);
    }

    /// <summary>Entries directly inside a folder whose names come after <paramref name="after"/>: as many as fit into
    /// <paramref name="maxBytes"/> (<see cref="ListReply.BytesOf"/>), at least one.</summary>
    public async Task<FolderPage> ListAsync(string user, StorePath folder, string after, int maxBytes, CancellationToken ct)
    {
        ThrowIfNotFounded();
        return await _catalog.ReadAsync(
            user,
            db =>
            {
                var items = new List<ListItem>();
                var left = maxBytes;
                var hasMore = false;
                EntryRows.EachAfter(db, user, folder, after, (entry, parts) =>
                {
                    var item = new ListItem(entry, WholeOf(parts));
                    left -= ListReply.BytesOf(item);
                    hasMore = items.Count == MaxPageItems || (left < 0 && items.Count > 0);
                    if (!hasMore)
                        items.Add(item);
                    return !hasMore;
                });
                return new FolderPage(items, hasMore);
            },
            ct).ConfigureAwait(false);
    }

    private HeldParts FindHeld(CatalogConnection db, string user, ContentId content) => content.IsNone ? default : WholeOf(PartRows.Of(db, user, content));

    private HeldParts WholeOf(List<PartRow> rows)
    {
        var held = default(HeldParts);
        foreach (var row in rows)
        {
            if (row.State == PartState.Held && IsWhole(row))
                held = held.With(row.Part);
        }

        return held;
    }

    // Judged by the file's size. A staged one may already have its trailer, when a crash came between trailer and commit.
    private bool IsWhole(PartRow row)
    {
        var size = row.File.Length == 0 ? null : _files.SizeOf(row.File);
        return row.State == PartState.Staged ? size >= row.Info.Length : size == row.Info.Length + row.Trailer;
    }
}
