using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;
using Microsoft.Data.Sqlite;

namespace DfsAspire.Node.Storage.Catalog;

/// <summary>What a path held before.</summary>
internal sealed record VersionRow(SignedEntry Entry, long ReplacedAt);

/// <summary>Files and folders that paths held until something newer came. Names only: what keeps a content is <see cref="ContentRows"/>.</summary>
internal static class VersionRows
{
    /// <summary>Keeps what a path held; what is known already stays as it is.</summary>
    public static void Put(CatalogConnection db, SignedEntry signed, long replacedAt)
    {
        var entry = signed.Entry;
        db.Run(
            """
            INSERT OR IGNORE INTO versions (user, folder, name, stamp, content, entry, signature, replaced_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            entry.User, entry.Path.Folder.Value, entry.Path.Name, entry.Stamp.ToRow(), entry.Content.ToRow(),
            signed.Encoded.ToArray(), signed.Signature.ToArray(), replacedAt);
    }

    /// <summary>Versions in a folder that were replaced after a moment and come after a certain one, in the order of the names' bytes, then of the stamps.</summary>
    public static List<VersionRow> After(
        CatalogConnection db, string user, StorePath folder, string afterName, Stamp afterStamp, long moment, int count) => db.All(
        """
        SELECT entry, signature, replaced_at FROM versions
        WHERE user = $1 AND folder = $2 AND (name, stamp) > ($3, $4) AND replaced_at > $5 ORDER BY name, stamp LIMIT $6
        """,
        Read, user, folder.Value, afterName, afterStamp.ToRow(), moment, count);

    /// <summary>The same of one name in the folder.</summary>
    public static List<VersionRow> Of(CatalogConnection db, string user, StorePath folder, string name, Stamp afterStamp, long moment, int count) => db.All(
        """
        SELECT entry, signature, replaced_at FROM versions
        WHERE user = $1 AND folder = $2 AND name = $3 AND stamp > $4 AND replaced_at > $5 ORDER BY stamp LIMIT $6
        """,
        Read, user, folder.Value, name, afterStamp.ToRow(), moment, count);

    /// <summary>Forgets what names a content that is let go of.</summary>
    public static void RemoveOf(CatalogConnection db, string user, ContentId content) =>
        db.Run("DELETE FROM versions WHERE user = $1 AND content = $2", user, content.ToRow());

    /// <summary>Forgets what was replaced before a moment.</summary>
    public static int RemoveBefore(CatalogConnection db, long moment) => db.Run("DELETE FROM versions WHERE replaced_at < $1", moment);

    private static VersionRow Read(SqliteDataReader row) => new(SignedEntry.Parse(row.Bytes(0), row.Bytes(1)), row.GetInt64(2));
}
