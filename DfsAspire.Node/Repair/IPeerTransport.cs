using DfsAspire.Protocol.Lines;

namespace DfsAspire.Node.Repair;

/// <summary>How bytes get to another node.</summary>
internal interface IPeerTransport
{
    /// <summary>Connects to a node by its number.</summary>
    /// <exception cref="PeerException">It cannot be reached, its line is not safe, or its address is not known.</exception>
    Task<NodeLine> ConnectAsync(int node, CancellationToken cancellationToken);
}
