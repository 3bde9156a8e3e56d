namespace DfsAspire.Simulation.Engine;

/// <summary>
/// One simulated run: virtual time, the events that are due in it, and the seed's random numbers. Everything runs on the one
/// thread of the pool; the next event happens when all work that the last one caused has come to rest.
/// </summary>
internal sealed class World : IThreadPoolWorkItem
{
    /// <summary>When every run begins.</summary>
    public static readonly DateTimeOffset Epoch = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<Event, (long At, long Order)> _events = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _play = Task.CompletedTask;
    private long _order;

    public World(int seed, TextWriter? log)
    {
        Seed = seed;
        Chance = new Chance((ulong)seed);
        Trace = new Trace(this, log);
    }

    public int Seed { get; }

    public Chance Chance { get; }

    public Trace Trace { get; }

    /// <summary>Virtual time since the run's beginning.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>How many events have happened.</summary>
    public long Happened { get; private set; }

    /// <summary>What must never happen, whatever the seed.</summary>
    public List<string> Surprises { get; } = [];

    public void Surprise(string what) => Surprises.Add(what);

    /// <summary>Plays a run to its end, or until nothing can happen any more.</summary>
    /// <exception cref="StandstillException">The play waits for something that will never happen.</exception>
    public Task PlayAsync(Func<Task> play)
    {
        _play = Task.Run(play);
        Requeue();
        return _ended.Task;
    }

    /// <summary>Lets something happen later.</summary>
    public Event In(TimeSpan delay, Action what)
    {
        var due = new Event(Now + (delay < TimeSpan.Zero ? TimeSpan.Zero : delay), what);
        _events.Enqueue(due, (due.At.Ticks, ++_order));
        return due;
    }

    /// <summary>Waits in virtual time.</summary>
    public Task DelayAsync(TimeSpan delay)
    {
        var passed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        In(delay, passed.SetResult);
        return passed.Task;
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (ThreadPool.PendingWorkItemCount > 0)
        {
            Requeue();
        }
        else if (_play.IsCompleted)
        {
            End();
        }
        else if (TryNext(out var next))
        {
            Now = next.At;
            Happened++;
            next.Happen();
            Requeue();
        }
        else
        {
            _ended.SetException(new StandstillException($"At {Now.TotalSeconds:0.000} s nothing can happen any more, and the run is not at its end."));
        }
    }

    // To the pool's common queue, behind all that is waiting; the thread's own queue is emptied before that one.
    private void Requeue() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    private bool TryNext(out Event next)
    {
        while (_events.TryDequeue(out next!, out _))
        {
            if (!next.IsCancelled)
                return true;
        }

        return false;
    }

    private void End()
    {
        if (_play.Exception is { } fault)
            _ended.SetException(fault.InnerExceptions);
        else
            _ended.SetResult();
    }
}

/// <summary>Something that happens at a time, unless it is cancelled before.</summary>
internal sealed class Event(TimeSpan at, Action what)
{
    private Action? _what = what;

    public TimeSpan At => at;

    public bool IsCancelled => _what is null;

    public void Happen() => _what?.Invoke();

    // Lets go of what it would have done: a cancelled timer of a crashed node must not keep the node in memory.
    public void Cancel() => _what = null;
}

/// <summary>A run that hangs.</summary>
internal sealed class StandstillException(string message) : Exception(message);
