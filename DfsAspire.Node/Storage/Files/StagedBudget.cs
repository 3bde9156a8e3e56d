namespace DfsAspire.Node.Storage.Files;

/// <summary>Bounds the bytes that are staged, or on their way, and not yet committed.</summary>
internal sealed class StagedBudget(long limit, long alreadyStaged)
{
    private long _used = alreadyStaged;

    /// <summary>Bytes taken now.</summary>
    public long Used => Volatile.Read(ref _used);

    /// <summary>Takes bytes; false when that would go beyond the limit.</summary>
    public bool TryTake(long bytes)
    {
        while (true)
        {
            var used = Volatile.Read(ref _used);
            if (bytes > limit - used)
                return false;
            if (Interlocked.CompareExchange(ref _used, used + bytes, used) == used)
                return true;
        }
    }

    /// <summary>Gives bytes back.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _used, -bytes);
}
