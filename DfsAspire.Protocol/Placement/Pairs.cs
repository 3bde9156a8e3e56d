namespace DfsAspire.Protocol.Placement;

/// <summary>The two parts one node keeps, in the order of the placement table.</summary>
/// <param name="First">A part number, 1 to 4.</param>
/// <param name="Second">The part that follows it (4 is followed by 1).</param>
public readonly record struct PartPair(int First, int Second)
{
    /// <summary>Whether <paramref name="part"/> is one of the two.</summary>
    public bool Contains(int part) => part == First || part == Second;
}

/// <summary>The two nodes that keep one part.</summary>
/// <param name="First">The node (1 to 4) that keeps the part as the first of its pair.</param>
/// <param name="Second">The node that keeps it as the second of its pair.</param>
public readonly record struct NodePair(int First, int Second)
{
    /// <summary>Whether <paramref name="node"/> is one of the two.</summary>
    public bool Contains(int node) => node == First || node == Second;
}
