using DfsAspire.Node.Storage.Catalog;

namespace DfsAspire.Node.Tests.Storage;

/// <summary>What a catalog says, as text, table by table.</summary>
internal static class CatalogRows
{
    // Left out is what is the node's own bookkeeping: a wrong value there makes it look, ask or remove later or once more (docs/volume.md).
    // A staged part is no user's file yet: its commit compares it with what the writer signed.
    private static readonly (string Rows, string Columns)[] Told =
    [
        ("identity", "node, hex(cluster)"),
        ("accounts", "user, hex(account), hex(signature)"),
        ("entries", "user, folder, name, kind, hex(stamp), hex(content), hex(entry), hex(signature)"),
        ("contents", "user, hex(content), hex(key_record), length, placement, hex(entry), hex(signature), released_at IS NULL"),
        ("parts WHERE state <> 1", "user, hex(content), part, state, loan, length, hex(checksum)"),
    ];

    /// <summary>All rows that users' files rest on, in an order of their own.</summary>
    public static IReadOnlyList<string> Read(string catalog)
    {
        using var db = CatalogConnection.Open(catalog, readOnly: true);
        return [.. Told.SelectMany(told => db.All($"SELECT concat_ws(' ', {told.Columns}) FROM {told.Rows}", row => $"{told.Rows}: {row.GetString(0)}").Order(StringComparer.Ordinal))];
    }

    /// <summary>How many commits the catalog has seen.</summary>
    public static long Sequence(string catalog)
    {
        using var db = CatalogConnection.Open(catalog, readOnly: true);
        return IdentityRows.Sequence(db);
    }
}
