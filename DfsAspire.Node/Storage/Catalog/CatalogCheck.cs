using System.Security.Cryptography;
using DfsAspire.Node.Storage.Files;
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
    private const int PageRows = 100;

    /// <summary>Looks at the structure of the whole file, and whose volume it says it is.</summary>
    /// <exception cref="DamagedCatalogException">Something is broken.</exception>
    public static void Structure(CatalogConnection db)
    {
        NeedOk(db.First("PRAGMA quick_check(1)", static row => row.GetString(0)));
        if (db.Number("SELECT COUNT(*) FROM identity WHERE node NOT BETWEEN 1 AND 4 OR incarnation <= 0 OR sequence < 0 OR settled NOT IN (0, 1) OR length(cluster) <> 16") != 0
            || db.Number("SELECT COUNT(*) FROM identity WHERE cluster_checksum IS NOT checksum(cluster)") != 0
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

    /// <summary>Holds against each other what is not signed and stands in several places: change numbers, what entries name, what parts belong to.</summary>
    /// <exception cref="DamagedCatalogException">They contradict each other.</exception>
    public static bool Relations(CatalogConnection db)
    {
        NeedTypes(db);
        NeedNone(db, "entries have a change number that none was given",
            "SELECT COUNT(*) FROM entries WHERE change NOT BETWEEN 1 AND (SELECT last_change FROM identity)");
        NeedNone(db, "entries share a change number", "SELECT COUNT(*) - COUNT(DISTINCT change) FROM entries");
        NeedNone(db, "contents are kept as named by an entry and are not, or the other way round",
            """
            SELECT COUNT(*) FROM contents WHERE (released_at IS NULL)
                <> EXISTS (SELECT 1 FROM entries WHERE entries.user = contents.user AND entries.content = contents.content)
            """);
        NeedNone(db, "parts are kept as committed, and their content is not known",
            """
            SELECT COUNT(*) FROM parts WHERE state <> $1
                AND NOT EXISTS (SELECT 1 FROM contents WHERE contents.user = parts.user AND contents.content = parts.content)
            """,
            (int)PartState.Staged);
        return true;
    }

    /// <summary>Reads what each start of a node rests on: a broken index shows only when it is used.</summary>
    /// <exception cref="Exception">It cannot be read.</exception>
    public static bool FirstReads(CatalogConnection db)
    {
        IdentityRows.Find(db);
        PartRows.StagedBytes(db);
        PartialRows.All(db);
        return true;
    }

    /// <summary>All accounts, each signed by the administrator, with credentials that its user signed.</summary>
    /// <exception cref="DamagedCatalogException">One of them is not.</exception>
    public static List<AccountRecord> Accounts(CatalogConnection db)
    {
        try
        {
            var accounts = AccountRows.All(db);
            using var known = new AccountCache();
            var administrator = accounts.Find(record => record.Account.Account.User == ReservedNames.Administrator);
            if (administrator is not null)
                known.Put(administrator);
            return accounts.Find(record => !known.AdministratorSigned(record.Account) || !IsGenuine(record)) is { } forged
                ? throw new DamagedCatalogException($"The account of '{forged.Account.Account.User}' is not what the administrator and its user signed.")
                : accounts;
        }
        catch (Exception fault) when (fault is MalformedMessageException or CryptographicException)
        {
            throw new DamagedCatalogException($"An account cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>What is wrong with the entries of a page; answers the last change number of the page, null after the last one, and how many rows it has.</summary>
    /// <exception cref="DamagedCatalogException">A row is not what was signed.</exception>
    public static (long? Last, int Rows) Entries(CatalogConnection db, AccountCache accounts, long after)
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

        return (rows.Count == 0 ? null : rows[^1].Change, rows.Count);
    }

    /// <summary>What is wrong with the contents and parts after a certain content; answers the last one of the page, null after the last one, and how many rows it has.</summary>
    /// <exception cref="DamagedCatalogException">A row is not what was signed.</exception>
    public static (ContentKey? Last, int Rows) Contents(CatalogConnection db, AccountCache accounts, int node, ContentKey after)
    {
        var rows = db.All(
            """
            SELECT entry, signature, user, content, length, placement, key_checksum IS checksum(key_record) FROM contents
            WHERE (user, content) > ($1, $2) ORDER BY user, content LIMIT $3
            """,
            static row => (Signed: Parse(row), Key: new ContentKey(row.GetString(2), row.Content(3)), Is: (row.GetInt64(4), row.GetInt32(5)), HasKey: row.GetBoolean(6)),
            after.User, after.Content.ToBytes(), PageRows);
        foreach (var (signed, key, columns, hasKey) in rows)
        {
            var entry = signed.Entry;
            if (entry.User != key.User || entry.Content != key.Content || columns != (entry.Length, entry.Placement) || !hasKey || IsForged(signed, accounts)
                || !AreSound(entry, node, PartRows.Of(db, key.User, key.Content)))
            {
                throw new DamagedCatalogException($"The rows of content {key.Content} of '{key.User}' are not what was signed.");
            }
        }

        return (rows.Count == 0 ? null : rows[^1].Key, rows.Count);
    }

    /// <summary>What is wrong with the versions after a certain one; answers the last one of the page, null after the last one, and how many rows it has.</summary>
    /// <exception cref="DamagedCatalogException">A row is not what was signed.</exception>
    public static (VersionKey? Last, int Rows) Versions(CatalogConnection db, AccountCache accounts, VersionKey after)
    {
        var rows = db.All(
            """
            SELECT entry, signature, user, folder, name, stamp, content FROM versions
            WHERE (user, folder, name, stamp) > ($1, $2, $3, $4) ORDER BY user, folder, name, stamp LIMIT $5
            """,
            static row => (
                Signed: Parse(row), Key: new VersionKey(row.GetString(2), row.GetString(3), row.GetString(4), row.Stamp(5)),
                Content: row.IsDBNull(6) ? default : row.Content(6)),
            after.User, after.Folder, after.Name, after.Stamp.ToRow(), PageRows);
        foreach (var (signed, key, content) in rows)
        {
            var entry = signed.Entry;
            if (key != new VersionKey(entry.User, entry.Path.Folder.Value, entry.Path.Name, entry.Stamp) || content != entry.Content || IsForged(signed, accounts))
                throw new DamagedCatalogException($"The row of an earlier version of '{entry.Path}' of '{entry.User}' is not what was signed.");
        }

        return (rows.Count == 0 ? null : rows[^1].Key, rows.Count);
    }

    // Of the two parts that belong here something is always known, be it that they are missing. What repair will not look at would
    // stay as it is for ever: a state that nothing has, a file of another part, a part of its own taken for a loan.
    private static bool AreSound(Entry entry, int node, List<PartRow> rows)
    {
        var own = PlacementTable.PartsOf(entry.Placement, node);
        return rows.TrueForAll(part => part.Info == entry.Parts[part.Part - 1] && part.IsLoan != own.Contains(part.Part)
                && part.State is PartState.Held or PartState.Missing or PartState.Damaged
                && (part.State != PartState.Held || (part.Trailer > 0 && PartPath.IsOf(part.File, entry.Content, part.Part))))
            && rows.Exists(part => part.Part == own.First) && rows.Exists(part => part.Part == own.Second);
    }

    private static (string User, string Folder, string Name, int Kind, Stamp Stamp, ContentId Content) Columns(SqliteDataReader row) => (
        row.GetString(3), row.GetString(4), row.GetString(5), row.GetInt32(6), row.Stamp(7), row.IsDBNull(8) ? default : row.Content(8));

    // A bit may make a number of what is none, which then reads as one. NULL where none may be is found by SQLite.
    private static void NeedTypes(CatalogConnection db)
    {
        // What the users keep is counted anew where it is wrong.
        foreach (var table in db.All("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'usage'", static row => row.GetString(0)))
        {
            var columns = db.All("SELECT name, lower(type) FROM pragma_table_info($1)", static row => (Name: row.GetString(0), Type: row.GetString(1)), table);
            NeedNone(db, $"{table} holds values that are not of their columns' types",
                $"SELECT COUNT(*) FROM {table} WHERE {string.Join(" OR ", columns.Select(column => $"typeof({column.Name}) NOT IN ('{column.Type}', 'null')"))}");
        }
    }

    private static void NeedNone(CatalogConnection db, string contradiction, string count, params ReadOnlySpan<object?> values)
    {
        if (db.Number(count, values) != 0)
            throw new DamagedCatalogException($"The catalog contradicts itself: {contradiction}.");
    }

    private static void NeedOk(string? found)
    {
        if (found != "ok")
            throw new DamagedCatalogException($"The catalog's structure is damaged: {found}");
    }

    private static bool IsGenuine(AccountRecord record) =>
        record.Credentials is not { } credentials || AccountKeys.HasSigned(record.Account.Account, credentials);

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

    // An account that is not here yet says nothing about its entries; of one that was removed nothing is kept for long, and another one of its name may have had another key.
    private static bool IsForged(SignedEntry signed, AccountCache accounts) =>
        accounts.Find(signed.Entry.User) is { IsRemoved: false } && !accounts.HasSigned(signed.Entry.User, signed);
}

/// <summary>A content and whose it is, as a place in the order of the rows.</summary>
internal readonly record struct ContentKey(string User, ContentId Content)
{
    /// <summary>Before all others.</summary>
    public static ContentKey First { get; } = new("", default);
}

/// <summary>A version as a place in the order of the rows.</summary>
internal readonly record struct VersionKey(string User, string Folder, string Name, Stamp Stamp)
{
    /// <summary>Before all others.</summary>
    public static VersionKey First { get; } = new("", "", "", default);
}
