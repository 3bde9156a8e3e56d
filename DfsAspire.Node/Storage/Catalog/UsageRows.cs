using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;

namespace DfsAspire.Node.Storage.Catalog;

/// <summary>
/// How much users keep. What the files that their paths hold now add up to is counted here; the schema's triggers count the rest, row by row.
/// </summary>
internal static class UsageRows
{
    private const string Numbers = "bytes, files, names, aside_bytes, aside_files";

    private const string IsAny = "(bytes <> 0 OR files <> 0 OR names <> 0 OR aside_bytes <> 0 OR aside_files <> 0)";

    /// <summary>What a user keeps.</summary>
    public static AccountUse Find(CatalogConnection db, string user) => db.First(
        "SELECT bytes, files FROM usage WHERE user = $1", static row => new AccountUse(row.GetInt64(0), row.GetInt64(1)), user);

    /// <summary>What all of a user's writes that have their stamp may yet add.</summary>
    public static AccountUse FindAside(CatalogConnection db, string user) => db.First(
        "SELECT aside_bytes, aside_files FROM usage WHERE user = $1", static row => new AccountUse(row.GetInt64(0), row.GetInt64(1)), user);

    /// <summary>How many rows of the catalog a user has: paths, deletions that are remembered, earlier versions, stamps, and parts that are staged.</summary>
    public static long CountNames(CatalogConnection db, string user) => db.Number("SELECT COALESCE((SELECT names FROM usage WHERE user = $1), 0)", user);

    /// <summary>Counts an entry that takes the place of another.</summary>
    public static void Replace(CatalogConnection db, Entry? before, Entry after)
    {
        var (bytes, files) = (Bytes(after) - Bytes(before), Files(after) - Files(before));
        if (bytes == 0 && files == 0)
            return;
        db.Run(
            "INSERT INTO usage (user, bytes, files) VALUES ($1, $2, $3) ON CONFLICT DO UPDATE SET bytes = bytes + $2, files = files + $3",
            after.User, bytes, files);
    }

    /// <summary>True when a counter is not what there is to count. Reads the whole catalog.</summary>
    public static bool AreWrong(CatalogConnection db) => db.Number(
        $"""
        SELECT EXISTS (SELECT user, {Numbers} FROM usage WHERE {IsAny} EXCEPT SELECT user, {Numbers} FROM counted)
            OR EXISTS (SELECT user, {Numbers} FROM counted WHERE {IsAny} EXCEPT SELECT user, {Numbers} FROM usage)
        """) != 0;

    /// <summary>Counts everything anew.</summary>
    public static int CountAnew(CatalogConnection db)
    {
        db.Run("DELETE FROM usage");
        return db.Run($"INSERT INTO usage (user, {Numbers}) SELECT user, {Numbers} FROM counted");
    }

    /// <summary>Plaintext bytes that an entry counts for.</summary>
    public static long Bytes(Entry? entry) => entry is { Kind: EntryKind.File } ? entry.Length : 0;

    /// <summary>Files that an entry counts for.</summary>
    public static long Files(Entry? entry) => entry is { Kind: EntryKind.File } ? 1 : 0;
}
