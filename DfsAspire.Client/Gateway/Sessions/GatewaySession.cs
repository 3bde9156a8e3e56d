using DfsAspire.Client.Store;

namespace DfsAspire.Client.Gateway.Sessions;

/// <summary>
/// A user logged in at the store through the gateway. The keys are in memory until the session ends: when it has been idle, when it makes room
/// for another, or when the nodes do not let its password in any more.
/// </summary>
internal sealed class GatewaySession(DfsClient store, long openedAt)
{
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
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_hasEnded)
                return false;
            _requests++;
            return true;
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
}
