using DfsAspire.Client.Store;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Connections;

/// <summary>One node did not do what it was asked. Operations catch it, go on with the other nodes, and report it.</summary>
internal sealed class NodeException(NodeAddress node, Status? status, string reason, Exception? innerException = null)
    : Exception($"{node.Name}: {reason}", innerException)
{
    public NodeAddress Node { get; } = node;

    /// <summary>What the node answered; null when it did not answer or did not keep to the protocol.</summary>
    public Status? Status { get; } = status;

    public string Reason { get; } = reason;

    /// <summary>True when no connection could be had in time: the node may be away, or busy.</summary>
    public bool IsLate { get; init; }

    public NodeFault ToFault() => new(Node.Name, Reason);
}
