namespace DfsAspire.Simulation.Engine;

/// <summary>
/// The clock and timers of one node or client: ahead or behind, fast or slow, as the seed says. When the actor dies its timers
/// never ring; while it is stalled they wait.
/// </summary>
internal sealed class ActorClock(World world, Actor actor, TimeSpan skew, double rate) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    private TimeSpan Local => world.Now * rate;

    public override DateTimeOffset GetUtcNow() => World.Epoch + skew + Local;

    public override long GetTimestamp() => Local.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(ActorClock clock, TimerCallback callback, object? state) : ITimer
    {
        private Event? _next;
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _next?.Cancel();
            _next = null;
            _period = period;
            if (dueTime != Timeout.InfiniteTimeSpan)
                Schedule(dueTime);
            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private void Schedule(TimeSpan due) => _next = clock.World.In(due / clock.Rate, Ring);

        private void Ring()
        {
            if (!clock.Actor.IsAlive)
                return;
            if (clock.Actor.StalledUntil > clock.World.Now)
            {
                _next = clock.World.In(clock.Actor.StalledUntil - clock.World.Now, Ring);
                return;
            }

            _next = null;
            if (_period > TimeSpan.Zero)
                Schedule(_period);
            callback(state);
        }
    }

    private World World => world;

    private Actor Actor => actor;

    private double Rate => rate;
}

/// <summary>Who does things in a run: one life of a node, or one client.</summary>
internal sealed class Actor(string name)
{
    public string Name => name;

    /// <summary>False from a crash on: nothing that was begun before has any effect any more.</summary>
    public bool IsAlive { get; private set; } = true;

    /// <summary>Until when it neither hears nor says anything, as a process that the system has stopped.</summary>
    public TimeSpan StalledUntil { get; set; }

    public void Die() => IsAlive = false;

    public override string ToString() => name;
}
