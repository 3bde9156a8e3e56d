using DfsAspire.Protocol.Entries;

namespace DfsAspire.Node.Storage;

/// <summary>
/// Lets one operation at a time change the files of a content: a stage that is repeated while a commit writes its trailer would put
/// a file without one in its place. Each content has a lock of its own, for as long as somebody holds or wants it, so that no user's work waits for another's.
/// </summary>
internal sealed class ContentLocks
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ContentId, ContentLock> _locks = [];

    /// <summary>How many contents are locked.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _locks.Count;
        }
    }

    /// <summary>Waits for a content's lock. Never ask for a second one while holding one.</summary>
    public async ValueTask<Held> HoldAsync(ContentId content, CancellationToken ct)
    {
        var own = Want(content);
        try
        {
            await own.Free.WaitAsync(ct).ConfigureAwait(false);
        }
        catch
        {
            Leave(content, own);
            throw;
        }

        return new Held(this, content, own);
    }

    private ContentLock Want(ContentId content)
    {
        lock (_lock)
        {
            if (!_locks.TryGetValue(content, out var own))
                _locks.Add(content, own = new ContentLock());
            own.Wanted++;
            return own;
        }
    }

    private void Leave(ContentId content, ContentLock own)
    {
        lock (_lock)
        {
            if (--own.Wanted == 0)
                _locks.Remove(content);
        }
    }

    /// <summary>A lock that is held; disposing gives it back.</summary>
    internal readonly struct Held(ContentLocks locks, ContentId content, ContentLock own) : IDisposable
    {
        public void Dispose()
        {
            own.Free.Release();
            locks.Leave(content, own);
        }
    }

    /// <summary>One content's lock, and how many hold or want it.</summary>
#pragma warning disable CA1001 // A semaphore without a wait handle holds nothing to give back.
    internal sealed class ContentLock
#pragma warning restore CA1001
    {
        public SemaphoreSlim Free { get; } = new(1);

        public int Wanted { get; set; }
    }
}
