using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;
using Microsoft.Data.Sqlite;

namespace DfsAspire.Node.Storage.Catalog;

/// <summary>What the paths hold: one committed entry each.</summary>
internal static class EntryRows
{
    /// <summary>The committed entry of a path; null when nothing was ever committed there.</summary>
    public static SignedEntry? Find(CatalogConnection db, string user, StorePath path) => db.First(
        "SELECT entry, signature FROM entries WHERE user = $1 AND folder = $2 AND name = $3", Read, user, path.Folder.Value, path.Name);

    /// <summary>
    /// Hands out the entries of a folder after a name, in the order of the names' bytes, each with the rows of its content's held parts, until
    /// <paramref name="take"/> answers false. The list is valid until it returns.
    /// </summary>
    public static void EachAfter(CatalogConnection db, string user, StorePath folder, string after, Func<SignedEntry, List<PartRow>, bool> take)
    {
        SignedEntry? entry = null;
        var name = "";
        var parts = new List<PartRow>();
        var goesOn = true;
        db.Each(
            """
            SELECT e.name, e.entry, e.signature, p.part, p.state, p.loan, p.length, p.checksum, p.trailer, p.file FROM entries e
            LEFT JOIN parts p ON p.user = e.user AND p.content = e.content AND p.state = $4
            WHERE e.user = $1 AND e.folder = $2 AND e.name > $3 ORDER BY e.name
            """,
            row =>
            {
                var next = row.GetString(0);
                if (entry is null || next != name)
                {
                    if (entry is not null && !(goesOn = take(entry, parts)))
                        return false;
                    (entry, name) = (SignedEntry.Parse(row.Bytes(1), row.Bytes(2)), next);
                    parts.Clear();
                }

                if (!row.IsDBNull(3))
                    parts.Add(PartRows.Read(row, 3));
                return true;
            },
            user, folder.Value, after, (int)PartState.Held);
        if (goesOn && entry is not null)
            take(entry, parts);
    }

    /// <summary>Puts an entry in the place of what its path held.</summary>
    public static void Put(CatalogConnection db, SignedEntry signed, long now)
    {
        var entry = signed.Entry;
        db.Run(
            """
            INSERT INTO entries (user, folder, name, kind, stamp, content, entry, signature, change, taken_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            ON CONFLICT DO UPDATE SET kind = excluded.kind, stamp = excluded.stamp, content = excluded.content, entry = excluded.entry,
                signature = excluded.signature, change = excluded.change, taken_at = excluded.taken_at, everywhere = 0
            """,
            entry.User, entry.Path.Folder.Value, entry.Path.Name, (int)entry.Kind, entry.Stamp.ToRow(), entry.Content.ToRow(),
            signed.Encoded.ToArray(), signed.Signature.ToArray(), IdentityRows.NextChange(db), now);
    }

    /// <summary>Entries with their change numbers after a certain one, in the order in which they were taken.</summary>
    public static List<(long Change, SignedEntry Entry)> ChangedAfter(CatalogConnection db, long change, int count) => db.All(
        "SELECT entry, signature, change FROM entries WHERE change > $1 ORDER BY change LIMIT $2",
        static row => (row.GetInt64(2), Read(row)), change, count);

    /// <summary>True once all four nodes were seen to hold this very entry.</summary>
    public static bool IsEverywhere(CatalogConnection db, string user, StorePath path) => db.Number(
        "SELECT everywhere FROM entries WHERE user = $1 AND folder = $2 AND name = $3", user, path.Folder.Value, path.Name) != 0;

    /// <summary>Marks an entry that all four nodes were seen to hold, unless it has become another one meanwhile.</summary>
    public static void MarkEverywhere(CatalogConnection db, Entry entry) => db.Run(
        "UPDATE entries SET everywhere = 1 WHERE user = $1 AND folder = $2 AND name = $3 AND stamp = $4",
        entry.User, entry.Path.Folder.Value, entry.Path.Name, entry.Stamp.ToRow());

    /// <summary>Tombstones taken before a moment, oldest first.</summary>
    public static List<(SignedEntry Entry, bool IsEverywhere)> TombstonesBefore(CatalogConnection db, long moment, int count) => db.All(
        "SELECT entry, signature, everywhere FROM entries WHERE kind = 3 AND taken_at < $1 ORDER BY taken_at LIMIT $2",
        static row => (Read(row), row.GetBoolean(2)), moment, count);

    /// <summary>Forgets an entry, unless it has become another one meanwhile.</summary>
    public static void Remove(CatalogConnection db, Entry entry) => db.Run(
        "DELETE FROM entries WHERE user = $1 AND folder = $2 AND name = $3 AND stamp = $4",
        entry.User, entry.Path.Folder.Value, entry.Path.Name, entry.Stamp.ToRow());

    /// <summary>True when any path of a user holds an entry.</summary>
    public static bool HasAny(CatalogConnection db, string user) => db.Number("SELECT EXISTS (SELECT 1 FROM entries WHERE user = $1)", user) != 0;

    /// <summary>Forgets some entries of a user who is gone, whatever they are; answers the contents that they named.</summary>
    public static List<ContentId> RemoveSome(CatalogConnection db, string user, int count)
    {
        db.Run("DELETE FROM usage WHERE user = $1", user);
        db.Run("DELETE FROM stages WHERE user = $1", user);
        db.Run("DELETE FROM versions WHERE user = $1", user);
        return db.All(
            """
            DELETE FROM entries WHERE user = $1 AND (folder, name) IN (SELECT folder, name FROM entries WHERE user = $1 LIMIT $2) RETURNING content
            """,
            static row => row.IsDBNull(0) ? default : row.Content(0), user, count);
    }

    /// <summary>True when an entry of any path names the content.</summary>
    public static bool Names(CatalogConnection db, string user, ContentId content) =>
        db.Number("SELECT EXISTS (SELECT 1 FROM entries WHERE user = $1 AND content = $2)", user, content.ToRow()) != 0;

    private static SignedEntry Read(SqliteDataReader row) => SignedEntry.Parse(row.Bytes(0), row.Bytes(1));
}
