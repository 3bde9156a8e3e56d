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
        return db.First("SELECT node, cluster, incarnation FROM identity", row =>
        {
            known[row.GetInt32(0) - 1] = row.GetInt64(2);
            return new VolumeIdentity(
                row.GetInt32(0), row.IsDBNull(1) ? null : new Guid(row.Bytes(1), bigEndian: true), row.GetInt64(2), known);
        });
    }

    /// <summary>Makes the identity of a new volume.</summary>
    public static void Create(CatalogConnection db, int node, long incarnation) => db.Run(
        "INSERT INTO identity (only_row, node, incarnation, sequence) VALUES (1, $1, $2, 0)", node, incarnation);

    /// <summary>Makes the volume part of a cluster.</summary>
    public static void SetCluster(CatalogConnection db, Guid cluster) =>
        db.Run("UPDATE identity SET cluster = $1", cluster.ToByteArray(bigEndian: true));

    /// <summary>Grows with every commit of the catalog.</summary>
    public static long Sequence(CatalogConnection db) => db.Number("SELECT sequence FROM identity");
}
