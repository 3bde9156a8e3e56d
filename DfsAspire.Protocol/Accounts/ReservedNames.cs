namespace DfsAspire.Protocol.Accounts;

/// <summary>User names that the store keeps for itself.</summary>
public static class ReservedNames
{
    /// <summary>The account that signs the accounts of all others.</summary>
    public const string Administrator = "administrator";

    /// <summary>Who logs in with the cluster's own secret: the founding step, and nodes to one another.</summary>
    public const string Cluster = "cluster";

    /// <summary>True for a reserved name, in any case.</summary>
    public static bool Contains(string name) =>
        name.Equals(Administrator, StringComparison.OrdinalIgnoreCase) || name.Equals(Cluster, StringComparison.OrdinalIgnoreCase);
}
