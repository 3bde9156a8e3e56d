using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Node.Storage.Catalog;

/// <summary>Stamps of writes that are about to be committed, and contents whose writers may not commit them any more.</summary>
internal static class StageRows
{
    /// <summary>The most stamps of contents that a path may have.</summary>
    public const int MostOfPath = 256;

    private const long MillisecondsPerDay = 24 * 60 * 60 * 1000;

    /// <summary>The highest stamp that the catalog knows for a path: of the committed entry and of all staged writes.</summary>
    public static Stamp Highest(CatalogConnection db, string user, StorePath path) => Stamp.Max(
        db.First("SELECT MAX(stamp) FROM stages WHERE user = $1 AND path = $2", static row => row.Stamp(0), user, path.Value),
        Committed(db, user, path));

    /// <summary>The stamp of the committed entry; none where nothing was ever committed.</summary>
    public static Stamp Committed(CatalogConnection db, string user, StorePath path) => db.First(
        "SELECT stamp FROM entries WHERE user = $1 AND folder = $2 AND name = $3", static row => row.Stamp(0), user, path.Folder.Value, path.Name);

    /// <summary>The highest stamp apart from one.</summary>
    public static Stamp HighestBut(CatalogConnection db, string user, StorePath path, Stamp stamp) => Stamp.Max(
        db.First(
            "SELECT MAX(stamp) FROM stages WHERE user = $1 AND path = $2 AND stamp <> $3", static row => row.Stamp(0), user, path.Value, stamp.ToRow()),
        Committed(db, user, path));

    /// <summary>Keeps a stamp, and with it what the write will add to what its user keeps.</summary>
    public static void Place(CatalogConnection db, string user, StorePath path, Stamp stamp, ContentId content, AccountUse growth, long now) => db.Run(
        "INSERT OR IGNORE INTO stages (user, path, stamp, content, placed_at, bytes, files) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        user, path.Value, stamp.ToRow(), content.ToRow(), now, growth.Bytes, growth.Files);

    /// <summary>True when a path has all the stamps of contents that it may have: each commit there looks through them.</summary>
    public static bool AreAllAt(CatalogConnection db, string user, StorePath path) => db.Number(
        "SELECT COUNT(*) FROM (SELECT 1 FROM stages WHERE user = $1 AND path = $2 AND content IS NOT NULL LIMIT $3)", user, path.Value, MostOfPath) == MostOfPath;

    /// <summary>Sets more aside for all writes of contents that have their stamp for a path.</summary>
    public static void SetAsideMore(CatalogConnection db, string user, StorePath path, AccountUse more) => db.Run(
        "UPDATE stages SET bytes = bytes + $3, files = files + $4 WHERE user = $1 AND path = $2 AND content IS NOT NULL",
        user, path.Value, more.Bytes, more.Files);

    /// <summary>What a write was allowed to add when its stamp was placed; null when it was not.</summary>
    public static AccountUse? SetAsideFor(CatalogConnection db, string user, StorePath path, Stamp stamp) => db.First(
        "SELECT bytes, files FROM stages WHERE user = $1 AND path = $2 AND stamp = $3",
        static row => (AccountUse?)new AccountUse(row.GetInt64(0), row.GetInt64(1)), user, path.Value, stamp.ToRow());

    /// <summary>How many writes have their stamp for a path.</summary>
    public static long CountAt(CatalogConnection db, string user, StorePath path) =>
        db.Number("SELECT COUNT(*) FROM stages WHERE user = $1 AND path = $2", user, path.Value);

    /// <summary>
    /// Frees what was set aside for copies that were stamped before a moment and never committed. Their stamps stay: whoever writes there
    /// goes above them.
    /// </summary>
    public static int FreeBefore(CatalogConnection db, long moment) => db.Run(
        """
        UPDATE stages SET bytes = 0, files = 0 WHERE placed_at < $1 AND (bytes <> 0 OR files <> 0)
            AND EXISTS (SELECT 1 FROM contents WHERE contents.user = stages.user AND contents.content = stages.content)
        """,
        moment);

    /// <summary>Drops the stamps of a path that its committed entry has overtaken.</summary>
    public static void RemoveUpTo(CatalogConnection db, string user, StorePath path, Stamp committed) =>
        db.Run("DELETE FROM stages WHERE user = $1 AND path = $2 AND stamp <= $3", user, path.Value, committed.ToRow());

    /// <summary>Drops the stamps of a content that was discarded.</summary>
    public static void RemoveOf(CatalogConnection db, string user, ContentId content) =>
        db.Run("DELETE FROM stages WHERE user = $1 AND content = $2", user, content.ToRow());

    /// <summary>When a part, the beginning of one, or a stamp of a content last came here; null when none did.</summary>
    public static long? StagedSince(CatalogConnection db, string user, ContentId content) => db.First(
        """
        SELECT MAX(since) FROM (
            SELECT changed_at AS since FROM parts WHERE user = $1 AND content = $2
            UNION ALL SELECT changed_at FROM partials WHERE user = $1 AND content = $2
            UNION ALL SELECT placed_at FROM stages WHERE user = $1 AND content = $2)
        """,
        static row => row.IsDBNull(0) ? null : (long?)row.GetInt64(0), user, content.ToRow());

    /// <summary>
    /// Forgets contents that all four nodes had closed before a moment, and those of which this is not known and that nobody wanted closed since. A node
    /// that had nothing of a content never learns what became of it.
    /// </summary>
    public static void RemoveClosedBefore(CatalogConnection db, long moment) =>
        db.Run("DELETE FROM closed WHERE COALESCE(everywhere_at, closed_at) < $1", moment);

    /// <summary>Takes from a content's writer the right to commit it. When that was wanted last is kept to the day: it is wanted once a minute.</summary>
    public static void Close(CatalogConnection db, string user, ContentId content, long now) => db.Run(
        """
        INSERT INTO closed (user, content, closed_at) VALUES ($1, $2, $3)
        ON CONFLICT DO UPDATE SET closed_at = excluded.closed_at WHERE closed_at < $4
        """,
        user, content.ToRow(), now, now - MillisecondsPerDay);

    /// <summary>Notes when all four nodes had closed a content, the first time only.</summary>
    public static void NoteClosedEverywhere(CatalogConnection db, string user, ContentId content, long now) => db.Run(
        "UPDATE closed SET everywhere_at = $3 WHERE user = $1 AND content = $2 AND everywhere_at IS NULL", user, content.ToRow(), now);

    /// <summary>When all four nodes had closed a content; null when that is not known.</summary>
    public static long? ClosedEverywhereAt(CatalogConnection db, string user, ContentId content) => db.First(
        "SELECT everywhere_at FROM closed WHERE user = $1 AND content = $2",
        static row => row.IsDBNull(0) ? null : (long?)row.GetInt64(0), user, content.ToRow());

    /// <summary>True when a content was closed.</summary>
    public static bool IsClosed(CatalogConnection db, string user, ContentId content) =>
        db.Number("SELECT EXISTS (SELECT 1 FROM closed WHERE user = $1 AND content = $2)", user, content.ToRow()) != 0;
}
