namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>A clock on which time can pass at once. Timers go on as ever.</summary>
internal sealed class SkippingClock : TimeProvider
{
    private long _skipped;

    public override long GetTimestamp() => System.GetTimestamp() + Volatile.Read(ref _skipped);

    /// <summary>Lets time pass.</summary>
    public void Skip(TimeSpan time) => Interlocked.Add(ref _skipped, (long)(time.TotalSeconds * TimestampFrequency));
}
