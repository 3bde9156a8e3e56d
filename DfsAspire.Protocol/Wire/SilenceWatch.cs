namespace DfsAspire.Protocol.Wire;

/// <summary>Calls back when something that was begun has not ended within a time. One timer, armed and disarmed without allocating.</summary>
internal sealed class SilenceWatch : IDisposable
{
    private readonly ITimer _timer;

    public SilenceWatch(TimeProvider time, Action silent) =>
        _timer = time.CreateTimer(static state => ((Action)state!)(), silent, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Arm(TimeSpan limit) => _timer.Change(limit, Timeout.InfiniteTimeSpan);

    public void Disarm() => _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer.Dispose();
}
