using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Storage.Catalog;

/// <summary>A committed content: the entry that brought it, and its key record.</summary>
internal sealed record ContentRow(SignedEntry Entry, ReadOnlyMemory<byte> KeyRecord);

/// <summary>The committed contents.</summary>
internal static class ContentRows
{
    /// <summary>A content; null when no entry that names it was committed here.</summary>
    public static ContentRow? Find(CatalogConnection db, string user, ContentId content) => content.IsNone ? null : db.First(
        "SELECT entry, signature, key_record FROM contents WHERE user = $1 AND content = $2",
        static row => new ContentRow(SignedEntry.Parse(row.Bytes(0), row.Bytes(1)), row.Bytes(2)),
        user, content.ToRow());

    /// <summary>Keeps a content that an entry names, or marks a known one as named again.</summary>
    public static void Put(CatalogConnection db, SignedEntry signed, ReadOnlyMemory<byte> keyRecord, long now)
    {
        var entry = signed.Entry;
        db.Run(
            """
            INSERT INTO contents (user, content, key_record, key_checksum, length, placement, entry, signature, committed_at)
            VALUES ($1, $2, $3, checksum($3), $4, $5, $6, $7, $8)
            ON CONFLICT DO UPDATE SET released_at = NULL
            """,
            entry.User, entry.Content.ToRow(), keyRecord.ToArray(), entry.Length, entry.Placement, signed.Encoded.ToArray(), signed.Signature.ToArray(), now);
    }

    /// <summary>The key records of a user's contents after a certain one, in the order of the contents' ids.</summary>
    public static List<ContentKeyRecord> KeyRecordsAfter(CatalogConnection db, string user, ContentId after, int count) => db.All(
        "SELECT content, key_record FROM contents WHERE user = $1 AND content > $2 ORDER BY content LIMIT $3",
        static row => new ContentKeyRecord(row.Content(0), row.Bytes(1)), user, after.ToRow() ?? [], count);

    /// <summary>Puts another key record in the place of a content's.</summary>
    public static void Rewrap(CatalogConnection db, string user, ContentKeyRecord key) => db.Run(
        "UPDATE contents SET key_record = $3, key_checksum = checksum($3) WHERE user = $1 AND content = $2",
        user, key.Content.ToRow(), key.Record.ToArray());

    /// <summary>Contents that no entry names since before a moment.</summary>
    public static List<SignedEntry> ReleasedBefore(CatalogConnection db, long moment, int count) => db.All(
        "SELECT entry, signature FROM contents WHERE released_at < $1 ORDER BY released_at LIMIT $2",
        static row => SignedEntry.Parse(row.Bytes(0), row.Bytes(1)), moment, count);

    /// <summary>
    /// A moment such that the contents that were released before it have so many bytes in parts here, or are all of those that go first; null when
    /// none was released.
    /// </summary>
    public static long? ReleasedThatFree(CatalogConnection db, long bytes) => db.First(
        """
        WITH oldest AS (
            SELECT released_at, (SELECT COALESCE(SUM(length + trailer), 0) FROM parts
                WHERE parts.user = contents.user AND parts.content = contents.content AND state = 2) AS bytes
            FROM contents WHERE released_at IS NOT NULL ORDER BY released_at LIMIT 100000),
        freed AS (SELECT released_at, SUM(bytes) OVER (ORDER BY released_at) AS total FROM oldest)
        SELECT COALESCE((SELECT MIN(released_at) FROM freed WHERE total >= $1), (SELECT MAX(released_at) FROM freed))
        """,
        static row => row.IsDBNull(0) ? null : (long?)row.GetInt64(0) + 1, bytes);

    /// <summary>Since when no entry names a content; null when one does, or nothing is known of it.</summary>
    public static long? ReleasedAt(CatalogConnection db, string user, ContentId content) => db.First(
        "SELECT released_at FROM contents WHERE user = $1 AND content = $2",
        static row => row.IsDBNull(0) ? null : (long?)row.GetInt64(0), user, content.ToRow());

    /// <summary>True when no entry has named the content since before a moment.</summary>
    public static bool IsReleasedBefore(CatalogConnection db, string user, ContentId content, long moment) => db.Number(
        "SELECT EXISTS (SELECT 1 FROM contents WHERE user = $1 AND content = $2 AND released_at < $3)", user, content.ToRow(), moment) != 0;

    /// <summary>Forgets a content; its parts are the caller's to forget.</summary>
    public static void Remove(CatalogConnection db, string user, ContentId content) =>
        db.Run("DELETE FROM contents WHERE user = $1 AND content = $2", user, content.ToRow());

    /// <summary>True when a content of a user counts as named by an entry.</summary>
    public static bool IsAnyNamed(CatalogConnection db, string user) =>
        db.Number("SELECT EXISTS (SELECT 1 FROM contents WHERE user = $1 AND released_at IS NULL)", user) != 0;

    /// <summary>Marks since when no entry names any content of a user who has no entries any more.</summary>
    public static int ReleaseAll(CatalogConnection db, string user, long since) => db.Run(
        """
        UPDATE contents SET released_at = $2 WHERE user = $1 AND released_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM entries WHERE entries.user = contents.user AND entries.content = contents.content)
        """,
        user, since);

    /// <summary>Marks since when no entry names a content, if none does.</summary>
    public static void ReleaseIfUnnamed(CatalogConnection db, string user, ContentId content, long now)
    {
        if (!content.IsNone && !EntryRows.Names(db, user, content))
            db.Run("UPDATE contents SET released_at = $3 WHERE user = $1 AND content = $2", user, content.ToRow(), now);
    }
}
