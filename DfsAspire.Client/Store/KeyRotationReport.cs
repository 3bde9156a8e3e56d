namespace DfsAspire.Client.Store;

/// <summary>How far the replacement of a user's master key has come.</summary>
/// <param name="MasterKey">The number of the new master key.</param>
/// <param name="Replaced">File keys that were wrapped anew in this run.</param>
/// <param name="Waiting">The nodes that it waits for.</param>
public sealed record KeyRotationReport(long MasterKey, long Replaced, IReadOnlyList<NodeFault> Waiting)
{
    /// <summary>True when no node holds anything under the old master key, and the old one is gone. Otherwise the same call goes on.</summary>
    public bool IsDone { get; init; }
}
