using DfsAspire.Client.Store;

namespace DfsAspire.Client.Connections;

/// <summary>
/// A session that is opened when it is first needed. Whoever needs it meanwhile waits for the same attempt; one that failed is made again
/// by the next who needs it.
/// </summary>
internal sealed class LazySession(Func<CancellationToken, Task<StoreSession>> open, TimeProvider time) : IAsyncDisposable
{
    // The same password would be refused again, and nodes slow down those who try it over and over.
    internal static readonly TimeSpan RefusalMemory = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ending = new();
    private Task<StoreSession>? _attempt;
    private long? _refusedAt;
    private bool _isDisposed;

    /// <summary>The session; null until it is open.</summary>
    public StoreSession? Current => _attempt is { IsCompletedSuccessfully: true } done ? done.Result : null;

    /// <summary>Opens the session unless it is open.</summary>
    /// <exception cref="DfsException">As for <see cref="StoreSession.OpenAsync"/>.</exception>
    public Task<StoreSession> OpenAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(DfsClient));
            if (_attempt is null || HasFailed(_attempt))
                _attempt = AttemptAsync();
            return _attempt.WaitAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
        }

        await _ending.CancelAsync();
        if (_attempt is { } attempt)
        {
            await ((Task)attempt).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (attempt.IsCompletedSuccessfully)
                await attempt.Result.DisposeAsync();
        }

        _ending.Dispose();
    }

    private bool HasFailed(Task attempt) =>
        attempt is { IsCompleted: true, IsCompletedSuccessfully: false } && !(_refusedAt is { } at && time.GetElapsedTime(at) < RefusalMemory);

    private async Task<StoreSession> AttemptAsync()
    {
        try
        {
            return await open(_ending.Token);
        }
        catch (DfsException fault)
        {
            _refusedAt = fault.Fault == DfsFault.WrongCredentials ? time.GetTimestamp() : null;
            throw;
        }
    }
}
