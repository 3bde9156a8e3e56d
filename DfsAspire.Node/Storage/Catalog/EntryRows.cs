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

    /// <summary>Entries of a folder after a name, in the order of the names' bytes.</summary>
    public static List<SignedEntry> After(CatalogConnection db, string user, StorePath folder, string after, int count) => db.All(
        "SELECT entry, signature FROM entries WHERE user = $1 AND folder = $2 AND name > $3 ORDER BY name LIMIT $4",
        Read, user, folder.Value, after, count);

    /// <summary>Puts an entry in the place of what its path held.</summary>
    public static void Put(CatalogConnection db, SignedEntry signed)
    {
        var entry = signed.Entry;
        db.Run(
            """
            INSERT OR REPLACE INTO entries (user, folder, name, kind, stamp, content, entry, signature)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            entry.User, entry.Path.Folder.Value, entry.Path.Name, (int)entry.Kind, entry.Stamp.ToRow(), entry.Content.ToRow(),
            signed.Encoded.ToArray(), signed.Signature.ToArray());
    }

    /// <summary>True when an entry of any path names the content.</summary>
    public static bool Names(CatalogConnection db, string user, ContentId content) =>
        db.Number("SELECT EXISTS (SELECT 1 FROM entries WHERE user = $1 AND content = $2)", user, content.ToRow()) != 0;

    private static SignedEntry Read(SqliteDataReader row) => SignedEntry.Parse(row.Bytes(0), row.Bytes(1));
}
