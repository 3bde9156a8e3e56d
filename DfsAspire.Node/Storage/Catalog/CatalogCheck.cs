using System.Security.Cryptography;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;
using DfsAspire.Protocol.Placement;
using Microsoft.Data.Sqlite;

namespace DfsAspire.Node.Storage.Catalog;

/// <summary>
/// Holds the catalog against what is signed in it. SQLite notices a page whose structure is broken, but not a changed value: those
/// that matter stand in signed entries and accounts as well, and must be the same there.
/// </summary>
internal static class CatalogCheck
{
    private const int PageRows = 500;

    /// <summary>Looks at the structure of the whole file, and whose volume it says it is.</summary>
    /// <exception cref="DamagedCatalogException">Something is broken.</exception>
    public static void Structure(CatalogConnection db)
    {
        NeedOk(db.First("PRAGMA quick_check(1)", static row => row.GetString(0)));
        if (db.Number("SELECT COUNT(*) FROM identity WHERE node NOT BETWEEN 1 AND 4 OR incarnation <= 0 OR sequence < 0 OR settled NOT IN (0, 1) OR length(cluster) <> 16") != 0
            || db.Number("SELECT COUNT(*) FROM peers WHERE node NOT BETWEEN 1 AND 4") != 0)
        {
            throw new DamagedCatalogException("The catalog does not say whose it is.");
        }
    }

    /// <summary>Looks at the structure of the whole file and holds every index against its table.</summary>
    /// <exception cref="DamagedCatalogException">Something is broken.</exception>
    public static bool Indexes(CatalogConnection db)
    {
        NeedOk(db.First("PRAGMA integrity_check(1)", static row => row.GetString(0)));
        return true;
    }

    /// <summary>All accounts, each signed by the administrator.</summary>
    /// <exception cref="DamagedCatalogException">One of them is not.</exception>
    public static List<SignedAccount> Accounts(CatalogConnection db)
    {
        try
        {
            var accounts = AccountRows.All(db);
            using var known = new AccountCache();
            var administrator = accounts.Find(account => account.Account.User == ReservedNames.Administrator);
            if (administrator is not null)
                known.Put(administrator);
            return accounts.Find(account => !known.AdministratorSigned(account)) is { } forged
                ? throw new DamagedCatalogException($"The account of '{forged.Account.User}' is not what the administrator signed.")
                : accounts;
        }
        catch (Exception fault) when (fault is MalformedMessageException or CryptographicException)
        {
            throw new DamagedCatalogException($"An account cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>What is wrong with the entries of a page; answers the last change number of the page, null after the last one.</summary>
    /// <exception cref="DamagedCatalogException">A row is not what was signed.</exception>
    public static long? Entries(CatalogConnection db, AccountCache accounts, long after)
    {
        var rows = db.All(
            "SELECT entry, signature, change, user, folder, name, kind, stamp, content FROM entries WHERE change > $1 ORDER BY change LIMIT $2",
            static row => (Signed: Parse(row), Change: row.GetInt64(2), Is: Columns(row)), after, PageRows);
        foreach (var (signed, _, columns) in rows)
        {
            var entry = signed.Entry;
            var should = (entry.User, entry.Path.Folder.Value, entry.Path.Name, (int)entry.Kind, entry.Stamp, entry.Content);
            if (columns != should || IsForged(signed, accounts))
                throw new DamagedCatalogException($"The row of '{entry.Path}' of '{entry.User}' is not what was signed.");
        }

        return rows.Count == 0 ? null : rows[^1].Change;
    }

    /// <summary>What is wrong with the contents and parts after a certain content; answers the last one of the page, null after the last one.</summary>
    /// <exception cref="DamagedCatalogException">A row is not what was signed.</exception>
    public static ContentKey? Contents(CatalogConnection db, AccountCache accounts, int node, ContentKey after)
    {
        var rows = db.All(
            "SELECT entry, signature, user, content FROM contents WHERE (user, content) > ($1, $2) ORDER BY user, content LIMIT $3",
            static row => (Signed: Parse(row), Key: new ContentKey(row.GetString(2), row.Content(3))), after.User, after.Content.ToBytes(), PageRows);
        foreach (var (signed, key) in rows)
        {
            var entry = signed.Entry;
            if (entry.User != key.User || entry.Content != key.Content || IsForged(signed, accounts)
                || !AreSound(entry, node, PartRows.Of(db, key.User, key.Content)))
            {
                throw new DamagedCatalogException($"The rows of content {key.Content} of '{key.User}' are not what was signed.");
            }
        }

        return rows.Count == 0 ? null : rows[^1].Key;
    }

    // Of the two parts that belong here something is always known, be it that they are missing.
    private static bool AreSound(Entry entry, int node, List<PartRow> rows)
    {
        var own = PlacementTable.PartsOf(entry.Placement, node);
        return rows.TrueForAll(part => part.Info == entry.Parts[part.Part - 1])
            && rows.Exists(part => part.Part == own.First) && rows.Exists(part => part.Part == own.Second);
    }

    private static (string User, string Folder, string Name, int Kind, Stamp Stamp, ContentId Content) Columns(SqliteDataReader row) => (
        row.GetString(3), row.GetString(4), row.GetString(5), row.GetInt32(6), row.Stamp(7), row.IsDBNull(8) ? default : row.Content(8));

    private static void NeedOk(string? found)
    {
        if (found != "ok")
            throw new DamagedCatalogException($"The catalog's structure is damaged: {found}");
    }

    private static SignedEntry Parse(SqliteDataReader row)
    {
        try
        {
            return SignedEntry.Parse(row.Bytes(0), row.Bytes(1));
        }
        catch (MalformedMessageException fault)
        {
            throw new DamagedCatalogException($"An entry cannot be read: {fault.Message}", fault);
        }
    }

    // An account that is not here yet says nothing about its entries.
    private static bool IsForged(SignedEntry signed, AccountCache accounts) =>
        accounts.Find(signed.Entry.User) is not null && !accounts.HasSigned(signed.Entry.User, signed);
}

/// <summary>A content and whose it is, as a place in the order of the rows.</summary>
internal readonly record struct ContentKey(string User, ContentId Content)
{
    /// <summary>Before all others.</summary>
    public static ContentKey First { get; } = new("", default);
}
