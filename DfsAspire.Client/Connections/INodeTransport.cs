using DfsAspire.Client.Store;
using DfsAspire.Protocol.Lines;

namespace DfsAspire.Client.Connections;

/// <summary>How bytes get to a node.</summary>
internal interface INodeTransport
{
    /// <summary>Does what takes time once and is not the node's to answer for; awaited before a node's second begins.</summary>
    Task PrepareAsync() => Task.CompletedTask;

    /// <summary>Connects to a node.</summary>
    /// <exception cref="NodeException">It cannot be reached.</exception>
    Task<NodeLine> ConnectAsync(NodeAddress node, CancellationToken cancellationToken);
}
