using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Storage;

/// <summary>How a commit, a finish or a change of an account ended.</summary>
/// <param name="Status">Ok or Superseded when it counts as taken; NotStaged, Closed, Conflict, InvalidSignature, Forbidden, NotReady otherwise.</param>
/// <param name="Text">Words for people when the status is not Ok.</param>
/// <param name="Committed">The stamp that the path holds now; none where nothing was ever committed.</param>
public readonly record struct CommitResult(Status Status, string? Text, Stamp Committed)
{
    /// <summary>True when the write counts as taken: it is here, or a newer one is.</summary>
    public bool IsTaken => Status is Status.Ok or Status.Superseded;
}
