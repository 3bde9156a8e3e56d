using DfsAspire.Protocol.Accounts;
using Microsoft.Data.Sqlite;

namespace DfsAspire.Node.Storage.Catalog;

/// <summary>The accounts.</summary>
internal static class AccountRows
{
    private const string Columns = "account, signature, credentials, credentials_signature";

    /// <summary>All accounts.</summary>
    public static List<AccountRecord> All(CatalogConnection db) => db.All($"SELECT {Columns} FROM accounts", Read);

    /// <summary>One account.</summary>
    public static AccountRecord? Find(CatalogConnection db, string user) => db.First($"SELECT {Columns} FROM accounts WHERE user = $1", Read, user);

    /// <summary>The name of an account that differs from <paramref name="user"/> at most by case; null when there is none.</summary>
    public static string? NameInAnyCase(CatalogConnection db, string user) =>
        db.First("SELECT user FROM accounts WHERE user = $1 COLLATE NOCASE", static row => row.GetString(0), user);

    /// <summary>Accounts after a name, in the order of the names.</summary>
    public static List<AccountRecord> After(CatalogConnection db, string after, int count) =>
        db.All($"SELECT {Columns} FROM accounts WHERE user > $1 ORDER BY user LIMIT $2", Read, after, count);

    /// <summary>Puts an account in the place of an older one.</summary>
    public static void Put(CatalogConnection db, AccountRecord record) => db.Run(
        $"INSERT OR REPLACE INTO accounts (user, {Columns}) VALUES ($1, $2, $3, $4, $5)",
        record.Account.Account.User, record.Account.Encoded.ToArray(), record.Account.Signature.ToArray(),
        record.Credentials?.Encoded.ToArray(), record.Credentials?.Signature.ToArray());

    /// <summary>Forgets an account.</summary>
    public static void Remove(CatalogConnection db, string user) => db.Run("DELETE FROM accounts WHERE user = $1", user);

    private static AccountRecord Read(SqliteDataReader row) => new(
        SignedAccount.Parse(row.Bytes(0), row.Bytes(1)),
        row.IsDBNull(2) || row.IsDBNull(3) ? null : SignedCredentials.Parse(row.Bytes(2), row.Bytes(3)));
}
