namespace DfsAspire.Node.Repair;

/// <summary>Keeps work in the background at a bounded rate: whoever has done some waits until it would have taken that long at that rate.</summary>
internal sealed class Pace(long bytesPerSecond, TimeProvider time)
{
    private static readonly TimeSpan MostSaved = TimeSpan.FromSeconds(1);

    private DateTimeOffset _free;

    /// <summary>Waits as long as these bytes may take.</summary>
    public async ValueTask SpendAsync(long bytes, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // Rest that was not taken is saved up for a moment, not for ever.
        if (_free < now - MostSaved)
            _free = now - MostSaved;
        _free += TimeSpan.FromSeconds((double)bytes / bytesPerSecond);
        if (_free > now)
            await Task.Delay(_free - now, time, cancellationToken);
    }
}
