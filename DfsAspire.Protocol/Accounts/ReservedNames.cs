using System.Globalization;

namespace DfsAspire.Protocol.Accounts;

/// <summary>User names that the store keeps for itself.</summary>
public static class ReservedNames
{
    /// <summary>The account that signs the accounts of all others.</summary>
    public const string Administrator = "administrator";

    /// <summary>Who logs in with the cluster's own secret: the founding step.</summary>
    public const string Cluster = "cluster";

    private const string NodePrefix = "node ";

    /// <summary>What another node counts as where users are counted: no user can have the name, because of its blank.</summary>
    /// <param name="node">The node's number, 1 to 4.</param>
    public static string OfNode(int node) => string.Create(CultureInfo.InvariantCulture, $"{NodePrefix}{node}");

    /// <summary>True for those that log in with a random secret which no person chose: the founding step and other nodes.</summary>
    public static bool IsProgram(string name) => name == Cluster || name.StartsWith(NodePrefix, StringComparison.Ordinal);

    /// <summary>True for a reserved name, in any case.</summary>
    public static bool Contains(string name) =>
        name.Equals(Administrator, StringComparison.OrdinalIgnoreCase) || name.Equals(Cluster, StringComparison.OrdinalIgnoreCase);
}
