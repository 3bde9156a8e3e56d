namespace DfsAspire.Node.Repair;

/// <summary>
/// Work that several may ask for: at most one run at a time, which all who ask meanwhile wait for. A run ends early when the last of
/// them has gone.
/// </summary>
internal sealed class SharedWork(Func<CancellationToken, Task> work)
{
    private readonly Lock _lock = new();
    private Run? _run;

    /// <summary>Starts a run or joins the one under way, and returns when it has ended.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var run = Join();
        try
        {
            await run.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            Leave(run);
        }
    }

    private Run Join()
    {
        lock (_lock)
        {
            if (_run is null or { Task.IsCompleted: true })
            {
                _run = new Run();
                _run.Task = CarryOutAsync(_run.Stop);
            }

            _run.Waiting++;
            return _run;
        }
    }

    private void Leave(Run run)
    {
        lock (_lock)
        {
            if (--run.Waiting > 0 || run.Task.IsCompleted)
                return;
            // Whoever asks from here on must not join what is being given up.
            _run = null;
            run.Stop.Cancel();
        }
    }

    private async Task CarryOutAsync(CancellationTokenSource stop)
    {
        using var stopped = stop;
        // Whoever starts the run still holds the lock.
        await Task.Yield();
        await work(stop.Token);
    }

    private sealed class Run
    {
        public CancellationTokenSource Stop { get; } = new();

        public Task Task { get; set; } = Task.CompletedTask;

        public int Waiting { get; set; }
    }
}
