namespace DfsAspire.Node.Storage.Catalog;

/// <summary>What is known of another node's volume.</summary>
/// <param name="Incarnation">The newest volume of it; 0 for none.</param>
/// <param name="Sequence">How far its catalog was when it last told.</param>
/// <param name="Copied">The number of the last change that was copied from it.</param>
/// <param name="CopiedFrom">The incarnation whose numbers these are.</param>
internal sealed record PeerRow(long Incarnation, long Sequence, long Copied, long CopiedFrom)
{
    public static PeerRow Unknown { get; } = new(0, 0, 0, 0);
}

/// <summary>The other nodes, as far as they have told.</summary>
internal static class PeerRows
{
    /// <summary>What is known of a node.</summary>
    public static PeerRow Find(CatalogConnection db, int node) => db.First(
        "SELECT incarnation, sequence, copied, copied_from FROM peers WHERE node = $1",
        static row => new PeerRow(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)), node) ?? PeerRow.Unknown;

    /// <summary>Keeps what a node tells of itself, unless something newer is known.</summary>
    public static void Hear(CatalogConnection db, int node, long incarnation, long sequence)
    {
        var known = Find(db, node);
        if (known.Incarnation < incarnation || (known.Incarnation == incarnation && known.Sequence < sequence))
            Put(db, node, known with { Incarnation = incarnation, Sequence = sequence });
    }

    /// <summary>Keeps how far a node's catalog was copied.</summary>
    public static void NoteCopied(CatalogConnection db, int node, long incarnation, long change) =>
        Put(db, node, Find(db, node) with { Copied = change, CopiedFrom = incarnation });

    private static void Put(CatalogConnection db, int node, PeerRow row) => db.Run(
        "INSERT OR REPLACE INTO peers (node, incarnation, sequence, copied, copied_from) VALUES ($1, $2, $3, $4, $5)",
        node, row.Incarnation, row.Sequence, row.Copied, row.CopiedFrom);
}
