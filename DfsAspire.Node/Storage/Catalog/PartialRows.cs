using DfsAspire.Protocol.Entries;
using Microsoft.Data.Sqlite;

namespace DfsAspire.Node.Storage.Catalog;

/// <summary>A part that is being received, or whose sender was lost on the way.</summary>
/// <param name="Key">Which part, of whose content.</param>
/// <param name="Length">Bytes of the whole part, as announced.</param>
/// <remarks>Where its beginning lies follows from the key (VolumeFiles): what a damaged row says of it would lead elsewhere.</remarks>
internal sealed record PartialRow(PartKey Key, long Length);

/// <summary>The parts of which only a beginning is here.</summary>
internal static class PartialRows
{
    /// <summary>One of them; null when there is none.</summary>
    public static PartialRow? Find(CatalogConnection db, PartKey key) => db.First(
        "SELECT user, content, part, length FROM partials WHERE user = $1 AND content = $2 AND part = $3",
        Read, key.User, key.Content.ToRow(), key.Part);

    /// <summary>Those of a content.</summary>
    public static List<PartialRow> Of(CatalogConnection db, string user, ContentId content) => db.All(
        "SELECT user, content, part, length FROM partials WHERE user = $1 AND content = $2", Read, user, content.ToRow());

    /// <summary>All of them.</summary>
    public static List<PartialRow> All(CatalogConnection db) => db.All("SELECT user, content, part, length FROM partials", Read);

    /// <summary>Those that have not changed since a moment.</summary>
    public static List<PartialRow> Before(CatalogConnection db, long moment) =>
        db.All("SELECT user, content, part, length FROM partials WHERE changed_at < $1", Read, moment);

    /// <summary>Puts a row in the place of what was known.</summary>
    public static void Put(CatalogConnection db, PartialRow row, string file, long now) => db.Run(
        """
        INSERT INTO partials (user, content, part, length, file, changed_at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT DO UPDATE SET length = excluded.length, file = excluded.file, changed_at = excluded.changed_at
        """,
        row.Key.User, row.Key.Content.ToRow(), row.Key.Part, row.Length, file, now);

    /// <summary>Notes that more of a part has come until now; nothing when it is not known any more.</summary>
    public static int Touch(CatalogConnection db, PartKey key, long now) => db.Run(
        "UPDATE partials SET changed_at = $4 WHERE user = $1 AND content = $2 AND part = $3", key.User, key.Content.ToRow(), key.Part, now);

    /// <summary>Forgets a part.</summary>
    public static void Remove(CatalogConnection db, PartKey key) => db.Run(
        "DELETE FROM partials WHERE user = $1 AND content = $2 AND part = $3", key.User, key.Content.ToRow(), key.Part);

    private static PartialRow Read(SqliteDataReader row) =>
        new(new PartKey(row.GetString(0), new ContentId(new Guid(row.Bytes(1), bigEndian: true)), row.GetInt32(2)), row.GetInt64(3));
}
