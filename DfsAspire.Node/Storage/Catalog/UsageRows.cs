using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;

namespace DfsAspire.Node.Storage.Catalog;

/// <summary>How much users keep: what the files that their paths hold now add up to.</summary>
internal static class UsageRows
{
    /// <summary>What a user keeps.</summary>
    public static AccountUse Find(CatalogConnection db, string user) => db.First(
        "SELECT bytes, files FROM usage WHERE user = $1", static row => new AccountUse(row.GetInt64(0), row.GetInt64(1)), user);

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

    /// <summary>Plaintext bytes that an entry counts for.</summary>
    public static long Bytes(Entry? entry) => entry is { Kind: EntryKind.File } ? entry.Length : 0;

    /// <summary>Files that an entry counts for.</summary>
    public static long Files(Entry? entry) => entry is { Kind: EntryKind.File } ? 1 : 0;
}
