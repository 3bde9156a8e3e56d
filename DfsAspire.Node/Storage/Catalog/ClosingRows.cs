using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Storage.Catalog;

/// <summary>Contents that other nodes want closed, and of which nothing is known here yet.</summary>
internal static class ClosingRows
{
    /// <summary>When a node first asked; null when it did not.</summary>
    public static long? AskedSince(CatalogConnection db, int asker, OwnedContent owned) => db.First(
        "SELECT asked_at FROM closing WHERE asker = $1 AND user = $2 AND content = $3",
        static row => (long?)row.GetInt64(0), asker, owned.User, owned.Content.ToRow());

    /// <summary>How many questions of a node are open.</summary>
    public static long Count(CatalogConnection db, int asker) => db.Number("SELECT COUNT(*) FROM closing WHERE asker = $1", asker);

    /// <summary>Notes when a node asked, the first time only.</summary>
    public static void Put(CatalogConnection db, int asker, OwnedContent owned, long now) => db.Run(
        "INSERT OR IGNORE INTO closing (asker, user, content, asked_at) VALUES ($1, $2, $3, $4)", asker, owned.User, owned.Content.ToRow(), now);

    /// <summary>Forgets the questions about a content.</summary>
    public static void Remove(CatalogConnection db, string user, ContentId content) =>
        db.Run("DELETE FROM closing WHERE user = $1 AND content = $2", user, content.ToRow());

    /// <summary>Forgets what a node asked before a moment.</summary>
    public static void RemoveBefore(CatalogConnection db, int asker, long moment) =>
        db.Run("DELETE FROM closing WHERE asker = $1 AND asked_at < $2", asker, moment);
}
