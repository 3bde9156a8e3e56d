namespace DfsAspire.Node.Repair;

/// <summary>Time that work may take, one piece after the other. Rest that was not taken is saved up for a second, not for ever.</summary>
internal sealed class Allowance(TimeProvider time)
{
    private static readonly TimeSpan MostSaved = TimeSpan.FromSeconds(1);

    // Not the time of day: a clock that is set back by an hour must not stop the work for that hour.
    private readonly long _began = time.GetTimestamp();
    private readonly Lock _lock = new();
    private TimeSpan _free = -MostSaved;

    /// <summary>Takes some for a piece that was done; answers how long to wait until it would have been over.</summary>
    public TimeSpan Take(TimeSpan piece)
    {
        var now = time.GetElapsedTime(_began);
        lock (_lock)
        {
            if (_free < now - MostSaved)
                _free = now - MostSaved;
            _free += piece;
            return _free - now;
        }
    }
}
