namespace DfsAspire.Node.Storage;

/// <summary>Whose volume this is.</summary>
/// <param name="Node">The node it was made for, 1 to 4.</param>
/// <param name="Cluster">The cluster it belongs to; null before founding.</param>
/// <param name="Incarnation">When the volume was made, in milliseconds since 1970 UTC: a volume made anew has a higher one.</param>
/// <param name="KnownIncarnations">The newest incarnation known of each node (index 0 is node 1), its own included; 0 where none is known.</param>
/// <param name="IsSettled">False after the volume was made anew or put back from a copy, until the others' catalogs have been copied.</param>
public sealed record VolumeIdentity(int Node, Guid? Cluster, long Incarnation, IReadOnlyList<long> KnownIncarnations, bool IsSettled = true)
{
    /// <summary>True once the volume belongs to a cluster.</summary>
    public bool IsFounded => Cluster is not null;
}
