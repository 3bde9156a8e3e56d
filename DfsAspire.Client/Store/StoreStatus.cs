using DfsAspire.Protocol.Lines;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Store;

/// <summary>How the four nodes are.</summary>
/// <param name="Cluster">The cluster they belong to.</param>
/// <param name="Nodes">The nodes in order of their numbers.</param>
public sealed record StoreStatus(Guid Cluster, IReadOnlyList<NodeReport> Nodes);

/// <summary>What a round of repair on every reachable node changed.</summary>
/// <param name="Before">How the nodes were before it.</param>
/// <param name="After">How they are now; nodes that were lost meanwhile count as away.</param>
public sealed record RepairReceipt(StoreStatus Before, StoreStatus After)
{
    /// <summary>True when every node answered and none misses a part or holds a damaged one.</summary>
    public bool IsWhole => After.Nodes.All(node => node.Status is { PartsMissing: 0, PartsDamaged: 0, State: not NodeState.Failing });
}

/// <summary>How one node is.</summary>
/// <param name="Address">Where it is reached.</param>
/// <param name="Status">Its own numbers; null when it did not answer.</param>
/// <param name="Fault">Why it did not answer; null when it did.</param>
public sealed record NodeReport(NodeAddress Address, NodeStatus? Status, string? Fault)
{
    /// <summary>The node's clock when it answered; null when it did not.</summary>
    public DateTimeOffset? Clock { get; init; }

    /// <summary>The certificate that the node showed when it was logged in at; null when it did not answer, and without TLS.</summary>
    public CertificateFingerprint? Certificate { get; init; }
}
