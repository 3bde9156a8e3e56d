namespace DfsAspire.Node.Tests.Repair;

/// <summary>A clock that somebody sets; what passes goes on evenly, as it does on a machine.</summary>
internal sealed class SteppedClock(TimeProvider even) : TimeProvider
{
    /// <summary>By how much it was set.</summary>
    public TimeSpan Step { get; set; }

    public override long TimestampFrequency => even.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => even.GetUtcNow() + Step;

    public override long GetTimestamp() => even.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        even.CreateTimer(callback, state, dueTime, period);
}
