using DfsAspire.Client.Store;

namespace DfsAspire.Client.Connections;

/// <summary>How bytes get to a node.</summary>
internal interface INodeTransport
{
    /// <summary>Connects to a node.</summary>
    /// <exception cref="NodeException">It cannot be reached.</exception>
    Task<NodeLine> ConnectAsync(NodeAddress node, CancellationToken cancellationToken);
}

/// <summary>A line to a node: its bytes, and whether it is still open. Disposing the stream closes it.</summary>
/// <param name="Stream">The bytes, both ways.</param>
/// <param name="IsOpen">False when the node is known to have closed its end, or has said something nobody asked for. True promises nothing.</param>
internal sealed record NodeLine(Stream Stream, Func<bool> IsOpen);
