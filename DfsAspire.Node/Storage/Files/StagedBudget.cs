namespace DfsAspire.Node.Storage.Files;

/// <summary>Bounds the bytes that are staged, or on their way, and not yet committed: for the node, and for each user within that.</summary>
internal sealed class StagedBudget(long limit)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _users = new(StringComparer.Ordinal);
    private long _used;

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
    /// <param name="mostOfUser">How many this user may have in all.</param>
    public bool TryTake(string user, long bytes, long mostOfUser)
    {
        lock (_lock)
        {
            if (bytes > limit - _used || bytes > mostOfUser - _users.GetValueOrDefault(user))
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
