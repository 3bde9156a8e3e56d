namespace DfsAspire.Node.Storage.Catalog;

/// <summary>
/// A fixed number of places for short pieces of work. Who finds none free gets one in turn with the other owners that wait: however much work one owner has,
/// another waits until a place is free, and not until all of that work is done.
/// </summary>
/// <param name="places">How many there are.</param>
internal sealed class FairTurns(int places)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<TaskCompletionSource>> _waiting = new(StringComparer.Ordinal);
    // Everybody in _waiting, once, in the order of their turns.
    private readonly Queue<string> _order = [];
    private int _free = places;

    /// <summary>Waits for a place. Whoever got it gives it back by <see cref="Leave"/>.</summary>
    /// <param name="owner">Whose work it is.</param>
    /// <param name="ct">Ends the waiting.</param>
    public Task EnterAsync(string owner, CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return Task.FromCanceled(ct);
        TaskCompletionSource turn;
        lock (_lock)
        {
            if (_free > 0)
            {
                _free--;
                return Task.CompletedTask;
            }

            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!_waiting.TryGetValue(owner, out var own))
            {
                _waiting.Add(owner, own = []);
                _order.Enqueue(owner);
            }

            own.Enqueue(turn);
        }

        return ct.CanBeCanceled ? WaitAsync(turn, ct) : turn.Task;
    }

    /// <summary>Gives a place back, to whoever comes next.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            while (_order.TryDequeue(out var owner))
            {
                var own = _waiting[owner];
                var isGiven = GiveToOneOf(own);
                if (own.Count == 0)
                    _waiting.Remove(owner);
                else
                    _order.Enqueue(owner);
                if (isGiven)
                    return;
            }

            _free++;
        }
    }

    // Those that gave up meanwhile are passed over.
    private static bool GiveToOneOf(Queue<TaskCompletionSource> own)
    {
        while (own.TryDequeue(out var turn))
        {
            if (turn.TrySetResult())
                return true;
        }

        return false;
    }

    private static async Task WaitAsync(TaskCompletionSource turn, CancellationToken ct)
    {
        using var registration = ct.UnsafeRegister(static (waiting, token) => ((TaskCompletionSource)waiting!).TrySetCanceled(token), turn);
        await turn.Task.ConfigureAwait(false);
    }
}
