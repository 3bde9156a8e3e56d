namespace DfsAspire.Protocol.Wire;

/// <summary>Calls back when something that was begun has not ended within a time. One timer, armed and disarmed without allocating.</summary>
internal sealed class SilenceWatch : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Action _silent;
    private readonly ITimer _timer;
    private bool _isArmed;

    public SilenceWatch(TimeProvider time, Action silent)
    {
        _silent = silent;
        _timer = time.CreateTimer(static state => ((SilenceWatch)state!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Begins to count; a time that is up already rings at once.</summary>
    public void Arm(TimeSpan limit)
    {
        if (limit < TimeSpan.Zero && limit != Timeout.InfiniteTimeSpan)
            limit = TimeSpan.Zero;
        lock (_lock)
        {
            _isArmed = true;
            _timer.Change(limit, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Gives what is under way another limit, counted from now.</summary>
    public void Rearm(TimeSpan limit)
    {
        lock (_lock)
            if (_isArmed)
                _timer.Change(limit, Timeout.InfiniteTimeSpan);
    }

    public void Disarm()
    {
        lock (_lock)
        {
            _isArmed = false;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    // A timer that was already running when it was disarmed must not break what comes next.
    private void Ring()
    {
        lock (_lock)
            if (_isArmed)
                _silent();
    }
}
