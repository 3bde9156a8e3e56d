using DfsAspire.Protocol.Accounts;
using Microsoft.Data.Sqlite;

namespace DfsAspire.Node.Storage.Catalog;

/// <summary>The accounts.</summary>
internal static class AccountRows
{
    /// <summary>All accounts.</summary>
    public static List<SignedAccount> All(CatalogConnection db) => db.All("SELECT account, signature FROM accounts", Read);

    /// <summary>One account.</summary>
    public static SignedAccount? Find(CatalogConnection db, string user) =>
        db.First("SELECT account, signature FROM accounts WHERE user = $1", Read, user);

    /// <summary>The name of an account that differs from <paramref name="user"/> at most by case; null when there is none.</summary>
    public static string? NameInAnyCase(CatalogConnection db, string user) =>
        db.First("SELECT user FROM accounts WHERE user = $1 COLLATE NOCASE", static row => row.GetString(0), user);

    /// <summary>Accounts after a name, in the order of the names.</summary>
    public static List<SignedAccount> After(CatalogConnection db, string after, int count) =>
        db.All("SELECT account, signature FROM accounts WHERE user > $1 ORDER BY user LIMIT $2", Read, after, count);

    /// <summary>Puts an account in the place of an older one.</summary>
    public static void Put(CatalogConnection db, SignedAccount account) => db.Run(
        "INSERT OR REPLACE INTO accounts (user, account, signature) VALUES ($1, $2, $3)",
        account.Account.User, account.Encoded.ToArray(), account.Signature.ToArray());

    private static SignedAccount Read(SqliteDataReader row) => SignedAccount.Parse(row.Bytes(0), row.Bytes(1));
}
