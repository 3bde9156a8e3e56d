namespace DfsAspire.Node.Repair;

/// <summary>Another node did not do what it was asked. Repair goes on with the others and tries again in its next round.</summary>
internal sealed class PeerException(int node, string reason, Exception? innerException = null)
    : Exception($"node{node}: {reason}", innerException)
{
    public int Node => node;

    /// <summary>True when it did answer, and so slowly that waiting for it would keep other work from being done.</summary>
    public bool IsTooSlow { get; init; }
}
