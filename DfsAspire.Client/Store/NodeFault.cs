namespace DfsAspire.Client.Store;

/// <summary>A node that did not do its share of an operation, and why, in words for people.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Reason">What happened: <c>connection refused</c>, <c>part 2 is damaged</c>.</param>
public sealed record NodeFault(string Node, string Reason)
{
    /// <summary>Node and reason, for messages.</summary>
    public override string ToString() => $"{Node}: {Reason}";
}
