using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Store;

namespace DfsAspire.Client.Gateway.Sessions;

/// <summary>
/// A user logged in at the store through the gateway. The keys are in memory until the session ends: when it has been idle, when it makes room
/// for another, or when the nodes do not let its password in any more.
/// </summary>
internal sealed class GatewaySession(DfsClient store, long openedAt)
{
    /// <summary>Requests that one user may have open through the gateway: far more than any program of a person has.</summary>
    public const int MostRequests = 64;

    private readonly Lock _lock = new();
    private int _requests;
    private bool _hasEnded;

    /// <summary>The store as this user sees it.</summary>
    public DfsClient Store => store;

    /// <summary>When a request used it last, as a timestamp of the clock.</summary>
    public long UsedAt { get; private set; } = openedAt;

    /// <summary>True while no request uses it.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_lock)
                return _requests == 0;
        }
    }

    /// <summary>Takes it for a request; false when it has ended.</summary>
    /// <exception cref="HttpRefusal">The user has too many open.</exception>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_hasEnded)
                return false;
            if (_requests >= MostRequests)
                throw new HttpRefusal(StatusCodes.Status429TooManyRequests, $"You have {MostRequests} requests open, and no more are taken. Wait for one of them.") { RetryAfter = TimeSpan.FromSeconds(1) };
            _requests++;
            return true;
        }
    }

    /// <summary>The last verification of this user's files, under way or done; null when there was none.</summary>
    public VerifyRun? Verification { get; private set; }

    /// <summary>The verification under way, whatever it is of; a new one when there is none. For a request that has entered.</summary>
    /// <param name="begin">Begins one.</param>
    /// <param name="time">The clock.</param>
    public VerifyRun Verify(Func<VerifyRun> begin, TimeProvider time)
    {
        lock (_lock)
        {
            if (Verification is { Report.IsCompleted: false } running)
                return running;
            Verification = begin();
            _requests++;
            _ = LeaveAfterAsync(Verification, time);
            return Verification;
        }
    }

    /// <summary>Gives it back after a request.</summary>
    public ValueTask LeaveAsync(long now)
    {
        lock (_lock)
        {
            UsedAt = now;
            _requests--;
            return _hasEnded && _requests == 0 ? store.DisposeAsync() : default;
        }
    }

    /// <summary>Ends it, once the last request has left it.</summary>
    public ValueTask EndAsync()
    {
        lock (_lock)
        {
            if (_hasEnded)
                return default;
            _hasEnded = true;
            return _requests == 0 ? store.DisposeAsync() : default;
        }
    }

    private async Task LeaveAfterAsync(VerifyRun run, TimeProvider time)
    {
        await ((Task)run.Report).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await LeaveAsync(time.GetTimestamp());
    }
}
