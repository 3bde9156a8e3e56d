namespace DfsAspire.Node.Repair;

/// <summary>How bytes get to another node.</summary>
internal interface IPeerTransport
{
    /// <summary>Connects to a node by its number.</summary>
    /// <exception cref="PeerException">It cannot be reached, or its address is not known.</exception>
    Task<Stream> ConnectAsync(int node, CancellationToken cancellationToken);
}
