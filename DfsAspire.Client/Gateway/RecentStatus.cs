using DfsAspire.Client.Store;

namespace DfsAspire.Client.Gateway;

/// <summary>
/// The state of the store as of a moment ago, asked for once for all who want to know it: whoever may ask the gateway how it is may be anybody, and the nodes count for
/// the answer.
/// </summary>
internal sealed class RecentStatus(TimeProvider time)
{
    /// <summary>How old an answer may be.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private Task<StoreStatus>? _answer;
    private long _askedAt;

    /// <summary>An answer that is on its way, or came a moment ago; else a new one.</summary>
    /// <exception cref="DfsException">The nodes do not let the client in.</exception>
    public Task<StoreStatus> AskAsync(DfsClient client, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_answer is not { IsCompleted: false } && (_answer is not { IsCompletedSuccessfully: true } || time.GetElapsedTime(_askedAt) > Age))
            {
                _askedAt = time.GetTimestamp();
                // Whoever asked first may leave; others wait for it as well.
                _answer = Task.Run(() => client.GetStatusAsync(CancellationToken.None), CancellationToken.None);
            }

            return _answer.WaitAsync(cancellationToken);
        }
    }
}
