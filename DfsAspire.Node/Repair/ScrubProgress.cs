namespace DfsAspire.Node.Repair;

/// <summary>How far a scrub is.</summary>
/// <param name="PartsRead">Parts re-read so far.</param>
/// <param name="PartsDue">Parts to be re-read in all.</param>
internal sealed record ScrubProgress(long PartsRead, long PartsDue)
{
    /// <summary>No scrub runs.</summary>
    public static ScrubProgress None { get; } = new(0, 0);
}
