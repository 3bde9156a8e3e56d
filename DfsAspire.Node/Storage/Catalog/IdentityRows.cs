using DfsAspire.Protocol;

namespace DfsAspire.Node.Storage.Catalog;

/// <summary>Whose volume it is.</summary>
internal static class IdentityRows
{
    /// <summary>The volume's identity; null in a catalog that was just made.</summary>
    public static VolumeIdentity? Find(CatalogConnection db)
    {
        var known = new long[WireLimits.Nodes];
        foreach (var (node, incarnation) in db.All("SELECT node, incarnation FROM peers", static row => (row.GetInt32(0), row.GetInt64(1))))
            known[node - 1] = incarnation;
        return db.First("SELECT node, cluster, incarnation, settled FROM identity", row =>
        {
            known[row.GetInt32(0) - 1] = row.GetInt64(2);
            return new VolumeIdentity(
                row.GetInt32(0), row.IsDBNull(1) ? null : new Guid(row.Bytes(1), bigEndian: true), row.GetInt64(2), known, row.GetBoolean(3));
        });
    }

    /// <summary>Makes the identity of a new volume.</summary>
    public static void Create(CatalogConnection db, int node, long incarnation) => db.Run(
        "INSERT INTO identity (only_row, node, incarnation, sequence) VALUES (1, $1, $2, 0)", node, incarnation);

    /// <summary>Makes the volume part of a cluster.</summary>
    public static void SetCluster(CatalogConnection db, Guid cluster) =>
        db.Run("UPDATE identity SET cluster = $1, cluster_checksum = checksum($1)", cluster.ToByteArray(bigEndian: true));

    /// <summary>The number for an entry that is being taken.</summary>
    public static long NextChange(CatalogConnection db)
    {
        db.Run("UPDATE identity SET last_change = last_change + 1");
        return db.Number("SELECT last_change FROM identity");
    }

    /// <summary>Begins a new life of the volume: everything that was known of entries is forgotten, and nothing is settled.</summary>
    public static void Renew(CatalogConnection db, long incarnation)
    {
        foreach (var table in (string[])["entries", "contents", "parts", "stages", "closed", "partials", "usage", "versions"])
            db.Run($"DELETE FROM {table}");
        db.Run("UPDATE peers SET copied = 0, copied_from = 0");
        db.Run("UPDATE identity SET incarnation = $1, settled = 0, last_change = 0", incarnation);
    }

    /// <summary>Makes an empty volume part of a cluster that knows another volume of this node.</summary>
    public static void Join(CatalogConnection db, Guid cluster, long incarnation)
    {
        SetCluster(db, cluster);
        Renew(db, incarnation);
    }

    /// <summary>The catalogs of the others have been copied.</summary>
    public static void Settle(CatalogConnection db) => db.Run("UPDATE identity SET settled = 1");

    /// <summary>Which life of the volume this is.</summary>
    public static long Incarnation(CatalogConnection db) => db.Number("SELECT incarnation FROM identity");

    /// <summary>Grows with every commit of the catalog.</summary>
    public static long Sequence(CatalogConnection db) => db.Number("SELECT sequence FROM identity");
}
