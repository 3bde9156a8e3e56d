using DfsAspire.Client.Quorum;
using DfsAspire.Protocol.Lines;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Store;

/// <summary>How the four nodes are.</summary>
/// <param name="Cluster">The cluster they belong to.</param>
/// <param name="Nodes">The nodes in order of their numbers.</param>
public sealed record StoreStatus(Guid Cluster, IReadOnlyList<NodeReport> Nodes)
{
    private const int ReadQuorum = 2;

    /// <summary>How many nodes take writes.</summary>
    public int Writable => Nodes.Count(node => node.TakesWrites);

    /// <summary>True when enough nodes take writes for something to be changed.</summary>
    public bool CanBeChanged => Writable >= Operation.Quorum;

    /// <summary>True when enough nodes can be read from to know what is new; whether every file can be read depends on which they are.</summary>
    public bool CanBeRead => Nodes.Count(node => node.CanBeRead) >= ReadQuorum;
}

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
    /// <summary>True when the node takes writes. One of an earlier release does not say that it does not.</summary>
    public bool TakesWrites => Status is { State: NodeState.Ready or NodeState.Unknown };

    /// <summary>True when files can be read from the node.</summary>
    public bool CanBeRead => TakesWrites || Status is { State: NodeState.ReadOnly };

    /// <summary>What keeps the node from doing everything, for people; null when nothing does.</summary>
    public string? Trouble => Status switch
    {
        null => Fault,
        _ when TakesWrites => null,
        { State: NodeState.ReadOnly, Why: var why } => $"takes no writes: {why}",
        { State: NodeState.Copying, Why: var why } => $"does not serve yet: {why}",
        { Why: var why } => $"fails: {why}",
    };

    /// <summary>The node's clock when it answered; null when it did not.</summary>
    public DateTimeOffset? Clock { get; init; }

    /// <summary>The certificate that the node showed when it was logged in at; null when it did not answer, and without TLS.</summary>
    public CertificateFingerprint? Certificate { get; init; }
}
