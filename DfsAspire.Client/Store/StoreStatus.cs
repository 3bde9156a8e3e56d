using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Store;

/// <summary>How the four nodes are.</summary>
/// <param name="Cluster">The cluster they belong to.</param>
/// <param name="Nodes">The nodes in order of their numbers.</param>
public sealed record StoreStatus(Guid Cluster, IReadOnlyList<NodeReport> Nodes);

/// <summary>How one node is.</summary>
/// <param name="Address">Where it is reached.</param>
/// <param name="Status">Its own numbers; null when it did not answer.</param>
/// <param name="Fault">Why it did not answer; null when it did.</param>
public sealed record NodeReport(NodeAddress Address, NodeStatus? Status, string? Fault);
