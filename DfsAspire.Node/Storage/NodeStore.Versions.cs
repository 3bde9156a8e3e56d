using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Node.Storage;

/// <summary>
/// What paths held before. A content that no path names is shown until its notice begins only, and let go of at the end of its
/// <see cref="Storage.ReplacedLife"/>: whoever was shown it has the time of a ticket to name it again (docs/consistency.md).
/// </summary>
public sealed partial class NodeStore
{
    /// <summary>Versions in a folder, or of one name in it, after a certain one: as many as fit into <paramref name="maxBytes"/>, at least one.</summary>
    public async Task<VersionPage> ListVersionsAsync(
        string user, StorePath folder, string name, string afterName, Stamp afterStamp, int maxBytes, CancellationToken ct)
    {
        ThrowIfNotFounded();
        var now = Now;
        var listedSince = now - ShownLife;
        return await _catalog.ReadAsync(
            user,
            db =>
            {
                var rows = name.Length == 0
                    ? VersionRows.After(db, user, folder, afterName, afterStamp, listedSince, MaxPageItems + 1)
                    : VersionRows.Of(db, user, folder, name, afterStamp, listedSince, MaxPageItems + 1);
                var items = new List<VersionItem>();
                var left = maxBytes;
                foreach (var row in rows.Take(MaxPageItems))
                {
                    var item = Show(db, user, row, now);
                    left -= item.PageBytes;
                    if (left < 0 && items.Count > 0)
                        break;
                    items.Add(item);
                }

                return new VersionPage(items, items.Count < rows.Count);
            },
            ct).ConfigureAwait(false);
    }

    /// <summary>What is here of a content: nothing of one that may be let go of soon.</summary>
    public async Task<ContentState> GetContentAsync(string user, ContentId content, CancellationToken ct)
    {
        ThrowIfNotFounded();
        var now = Now;
        return await _catalog.ReadAsync(
            user,
            db =>
            {
                var known = ContentRows.Find(db, user, content);
                if (known is not null && KeptUntil(db, user, content) <= now)
                    return new ContentState(default, default);
                var held = default(HeldParts);
                foreach (var row in PartRows.Of(db, user, content))
                    if (row.State is PartState.Held or PartState.Staged && IsWhole(row))
                        held = held.With(row.Part);
                return new ContentState(known?.KeyRecord ?? default, held);
            },
            ct).ConfigureAwait(false);
    }

    private long ShownLife => (long)ReplacedLife.Shown.TotalMilliseconds;

    // A file's version goes with its content; one that another path still names goes by itself.
    private VersionItem Show(CatalogConnection db, string user, VersionRow row, long now)
    {
        var content = row.Entry.Entry.Content;
        var until = Math.Min(row.ReplacedAt + ShownLife, KeptUntil(db, user, content));
        return new VersionItem(row.Entry, until > now ? FindHeld(db, user, content) : default, row.ReplacedAt, until);
    }

    private long KeptUntil(CatalogConnection db, string user, ContentId content) =>
        ContentRows.ReleasedAt(db, user, content) is { } since ? ReplacedLife.ShownUntil(since) : long.MaxValue;
}
