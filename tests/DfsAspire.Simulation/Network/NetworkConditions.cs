namespace DfsAspire.Simulation.Network;

/// <summary>What the network is like in one run.</summary>
internal sealed record NetworkConditions
{
    /// <summary>The least and the most that a piece takes.</summary>
    public TimeSpan Fastest { get; init; } = TimeSpan.FromMilliseconds(0.1);

    public TimeSpan Slowest { get; init; } = TimeSpan.FromMilliseconds(3);

    /// <summary>How often a piece takes very long.</summary>
    public double LateRate { get; init; }

    public TimeSpan Latest { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How often a write arrives in more pieces than one.</summary>
    public double SplitRate { get; init; } = 0.1;

    /// <summary>Bytes that may be under way and unread.</summary>
    public int Window { get; init; } = 64 * 1024;

    /// <summary>How often a new line is one that breaks, at some byte.</summary>
    public double BreakRate { get; init; }
}
