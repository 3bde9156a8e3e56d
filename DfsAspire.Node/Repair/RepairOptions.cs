namespace DfsAspire.Node.Repair;

/// <summary>How often and how fast a node compares, repairs and cleans up: section <c>Dfs:Repair</c> of the configuration.</summary>
public sealed record RepairOptions
{
    /// <summary>Between two comparisons with the other nodes.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Between two attempts at parts that no node could give.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The most bytes a second that repair takes from other nodes.</summary>
    public long BytesPerSecond { get; init; } = 64L << 20;

    /// <summary>Between two looks for what can be removed.</summary>
    public TimeSpan CleanUpPeriod { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a write may lie staged before the nodes agree to give it up.</summary>
    public TimeSpan StageLife { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Between the moment when all four nodes gave a write up and the removal of its parts.</summary>
    public TimeSpan ClosedLife { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long an overwritten or deleted content is kept.</summary>
    public TimeSpan ReplacedLife { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long a deletion is remembered; at least a day.</summary>
    public TimeSpan TombstoneLife { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Within what time a scrub re-reads every part.</summary>
    public TimeSpan ScrubPeriod { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The most bytes a second that a scrub reads.</summary>
    public long ScrubBytesPerSecond { get; init; } = 16L << 20;
}
