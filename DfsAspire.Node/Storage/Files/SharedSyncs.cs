namespace DfsAspire.Node.Storage.Files;

/// <summary>
/// Syncs directories. Whoever asks while a directory is being synced waits for the next sync of it, together with all others who asked by then: each
/// is served by one that began after it asked. Calls block.
/// </summary>
internal sealed class SharedSyncs(Action<string> sync)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Round> _underWay = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Round> _next = new(StringComparer.Ordinal);
    private int _waiting;

    /// <summary>How many callers wait for a sync that has not begun.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Makes durable what was changed in the directory before the call.</summary>
    /// <exception cref="IOException">The sync that was to serve it failed.</exception>
    public void Sync(string directory)
    {
        Round round;
        bool isFirst;
        lock (_lock)
        {
            isFirst = !_next.TryGetValue(directory, out var gathering);
            if (isFirst)
                _next[directory] = gathering = new Round(_underWay.GetValueOrDefault(directory));
            round = gathering!;
            round.Callers++;
            _waiting++;
        }

        if (isFirst)
            Run(directory, round);
        else
            round.Wait();
    }

    private void Run(string directory, Round round)
    {
        round.WaitForBefore();
        lock (_lock)
        {
            _next.Remove(directory);
            _waiting -= round.Callers;
            _underWay[directory] = round;
        }

        try
        {
            sync(directory);
            round.Succeed();
        }
        catch (Exception fault)
        {
            round.Fail(fault);
            throw;
        }
        finally
        {
            lock (_lock)
                if (_underWay.GetValueOrDefault(directory) == round)
                    _underWay.Remove(directory);
        }
    }

    /// <summary>One sync of one directory, and who waits for it.</summary>
    private sealed class Round(Round? before)
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Round? _before = before;

        public int Callers { get; set; }

        public void WaitForBefore()
        {
            // How it ended is the business of those who waited for it.
            if (_before is { } running)
                ((IAsyncResult)running._end.Task).AsyncWaitHandle.WaitOne();
            _before = null;
        }

        public void Wait() => _end.Task.GetAwaiter().GetResult();

        public void Succeed() => _end.SetResult();

        public void Fail(Exception fault)
        {
            _end.SetException(fault);
            // Looked at here, for there may be nobody else.
            _ = _end.Task.Exception;
        }
    }
}
