using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.WebDav.Locks;

/// <summary>The locks of all users of this gateway. They live in its memory: a gateway that starts anew has none.</summary>
internal sealed class LockTable(TimeProvider time)
{
    /// <summary>The most locks of one user.</summary>
    public const int MostOfUser = 1_000;

    /// <summary>The longest time that a lock gets at once.</summary>
    public static readonly TimeSpan LongestTime = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<DavLock>> _users = [];

    /// <summary>Adds a lock, unless it cannot be held beside others: those are answered, and nothing is added.</summary>
    /// <exception cref="InvalidOperationException">The user holds too many.</exception>
    public IReadOnlyList<DavLock> Add(DavLock wanted, TimeSpan wish)
    {
        lock (_lock)
        {
            var locks = Of(wanted.User);
            var inTheWay = locks.FindAll(held =>
                (held.Covers(wanted.Root) || (wanted.IsDeep && DavLock.IsBelow(held.Root, wanted.Root))) && (held.IsExclusive || wanted.IsExclusive));
            if (inTheWay.Count > 0)
                return inTheWay;
            if (locks.Count >= MostOfUser)
                throw new InvalidOperationException($"{MostOfUser} locks are held already.");
            wanted.EndsAt = End(wish);
            locks.Add(wanted);
            _users[wanted.User] = locks;
            return [];
        }
    }

    /// <summary>The locks that cover a path.</summary>
    public IReadOnlyList<DavLock> Covering(string user, StorePath path) => Find(user, held => held.Covers(path));

    /// <summary>The locks on what lies somewhere in a folder.</summary>
    public IReadOnlyList<DavLock> Below(string user, StorePath folder) => Find(user, held => DavLock.IsBelow(held.Root, folder));

    /// <summary>How long a lock lives yet.</summary>
    public TimeSpan Remaining(DavLock held) => held.EndsAt - time.GetUtcNow();

    /// <summary>Lets a lock live on.</summary>
    public void Refresh(DavLock held, TimeSpan wish)
    {
        lock (_lock)
            held.EndsAt = End(wish);
    }

    /// <summary>Removes one lock.</summary>
    public void Remove(DavLock held)
    {
        lock (_lock)
            Drop(held.User, other => other == held);
    }

    /// <summary>Removes the locks on a resource that is gone, and on all that was in it.</summary>
    public void RemoveTree(string user, StorePath path)
    {
        lock (_lock)
            Drop(user, held => held.Root == path || DavLock.IsBelow(held.Root, path));
    }

    private DateTimeOffset End(TimeSpan wish) => time.GetUtcNow() + (wish < LongestTime ? wish : LongestTime);

    private List<DavLock> Find(string user, Predicate<DavLock> isWanted)
    {
        lock (_lock)
            return Of(user).FindAll(isWanted);
    }

    private List<DavLock> Of(string user)
    {
        if (!_users.TryGetValue(user, out var locks))
            return [];
        var now = time.GetUtcNow();
        Drop(user, held => held.EndsAt <= now);
        return locks;
    }

    private void Drop(string user, Predicate<DavLock> isWanted)
    {
        if (_users.TryGetValue(user, out var locks) && locks.RemoveAll(isWanted) > 0 && locks.Count == 0)
            _users.Remove(user);
    }
}
