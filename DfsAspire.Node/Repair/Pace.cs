using DfsAspire.Node.Sessions;

namespace DfsAspire.Node.Repair;

/// <summary>
/// Keeps work in the background at a bounded rate: whoever has done some waits until it would have taken that long at that rate. While
/// clients send or fetch parts the rate is lower.
/// </summary>
internal sealed class Pace(long bytesPerSecond, ClientWork clients, TimeProvider time)
{
    /// <summary>A change of the catalog, with its sync, takes a node and its disk about what reading and hashing so many bytes does.</summary>
    public const long BytesOfAChange = 32 * 1024;

    /// <summary>The same for a file that is written, synced and given its name, beside its bytes.</summary>
    public const long BytesOfAFile = 256 * 1024;

    // Measured with bench/DfsAspire.Bench: what repair and scrub may take from a load. The syncs of clients wait for the same disk.
    private const int Yield = 8;
    private const int YieldOfSyncs = 16;

    // A client that comes then meets no burst that it would notice.
    private static readonly TimeSpan MostSaved = TimeSpan.FromSeconds(0.25);

    // Not the time of day: a clock that is set back by an hour must not stop the work for that hour.
    private readonly long _began = time.GetTimestamp();
    private readonly Lock _lock = new();
    private TimeSpan _free = -MostSaved;

    /// <summary>Waits as long as these bytes may take.</summary>
    public ValueTask SpendAsync(long bytes, CancellationToken cancellationToken) => SpendAsync(bytes, Yield, cancellationToken);

    /// <summary>Waits as long as syncs may take that count as these bytes.</summary>
    public ValueTask SpendOnSyncsAsync(long bytes, CancellationToken cancellationToken) => SpendAsync(bytes, YieldOfSyncs, cancellationToken);

    private async ValueTask SpendAsync(long bytes, int yield, CancellationToken cancellationToken)
    {
        var wait = Spend(bytes, yield);
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time, cancellationToken);
    }

    private TimeSpan Spend(long bytes, int yield)
    {
        var now = time.GetElapsedTime(_began);
        var rate = clients.IsUnderWay ? Math.Max(1, bytesPerSecond / yield) : bytesPerSecond;
        lock (_lock)
        {
            // Rest that was not taken is saved up for a moment, not for ever.
            if (_free < now - MostSaved)
                _free = now - MostSaved;
            _free += TimeSpan.FromSeconds((double)bytes / rate);
            return _free - now;
        }
    }
}
