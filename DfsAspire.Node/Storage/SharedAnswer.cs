namespace DfsAspire.Node.Storage;

/// <summary>
/// A costly question that many may ask: it is asked by one at a time, and all who come while it is being answered share the next answer. So nobody gets one that is older
/// than the question, and however many ask, no more than one is at work.
/// </summary>
internal sealed class SharedAnswer<T>(Func<Task<T>> ask)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<T>? _next;
    private bool _isAsking;

    /// <summary>Asks, or waits for the answer that others wait for.</summary>
    public Task<T> AskAsync(CancellationToken ct)
    {
        TaskCompletionSource<T> mine;
        bool leads;
        lock (_lock)
        {
            mine = _next ??= new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
            leads = !_isAsking;
            if (leads)
                (_isAsking, _next) = (true, null);
        }

        if (leads)
            _ = AnswerAsync(mine);
        return mine.Task.WaitAsync(ct);
    }

    private async Task AnswerAsync(TaskCompletionSource<T>? waiting)
    {
        while (waiting is not null)
        {
            try
            {
                waiting.SetResult(await ask().ConfigureAwait(false));
            }
            catch (Exception fault)
            {
                waiting.SetException(fault);
            }

            lock (_lock)
            {
                (waiting, _next) = (_next, null);
                _isAsking = waiting is not null;
            }
        }
    }
}
