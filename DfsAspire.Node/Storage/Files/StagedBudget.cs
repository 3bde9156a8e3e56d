namespace DfsAspire.Node.Storage.Files;

/// <summary>
/// Bounds the bytes that are staged, or on their way, and not yet committed: for the node, and for each user within that. Nobody may have more than three times what is left then for
/// everybody else, so that users together never fill it (A. K. Choudhury and E. L. Hahne, "Dynamic Queue Length Thresholds", 1998): one alone gets three quarters, a second
/// three quarters of what that leaves, and so on.
/// </summary>
/// <param name="limit">The most bytes of all.</param>
/// <param name="mostOfUser">The most bytes of one user; who may have all of them shares them with nobody.</param>
internal sealed class StagedBudget(long limit, long mostOfUser)
{
    private const int Share = 3;

    private readonly bool _isShared = mostOfUser < limit;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _users = new(StringComparer.Ordinal);
    private long _used;

    /// <summary>The most bytes that one user gets who is alone.</summary>
    public long MostOfOne => _isShared ? Math.Min(mostOfUser, limit / (Share + 1) * Share) : limit;

    /// <summary>Bytes taken now.</summary>
    public long Used
    {
        get
        {
            lock (_lock)
                return _used;
        }
    }

    /// <summary>Bytes that a user has taken now.</summary>
    public long UsedBy(string user)
    {
        lock (_lock)
            return _users.GetValueOrDefault(user);
    }

    /// <summary>Takes bytes; false when that would go beyond a limit.</summary>
    /// <param name="user">Whose they are.</param>
    /// <param name="bytes">How many.</param>
    /// <param name="most">How many this user may have in all, by the quota.</param>
    /// <param name="free">How many bytes are free on the disk.</param>
    public bool TryTake(string user, long bytes, long most, long free)
    {
        lock (_lock)
        {
            var (own, left, leftOnDisk) = (_users.GetValueOrDefault(user) + bytes, limit - _used - bytes, free - bytes);
            if (left < 0 || own > most || own / Share > leftOnDisk || (_isShared && own / Share > left))
                return false;
            Add(user, bytes);
            return true;
        }
    }

    /// <summary>Takes bytes that are there already, whatever the limits.</summary>
    public void Count(string user, long bytes)
    {
        lock (_lock)
            Add(user, bytes);
    }

    /// <summary>Gives bytes back.</summary>
    public void Return(string user, long bytes) => Count(user, -bytes);

    private void Add(string user, long bytes)
    {
        _used += bytes;
        var left = _users.GetValueOrDefault(user) + bytes;
        if (left == 0)
            _users.Remove(user);
        else
            _users[user] = left;
    }
}
