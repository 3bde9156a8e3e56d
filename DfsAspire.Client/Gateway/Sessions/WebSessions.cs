namespace DfsAspire.Client.Gateway.Sessions;

/// <summary>The browsers in which somebody has logged in. They are in memory only: a gateway that starts anew knows none.</summary>
internal sealed class WebSessions(GatewaySessions sessions, WorkerSettings settings, TimeProvider time)
{
    /// <summary>The most browsers at a time; whoever was idle the longest has to log in again.</summary>
    public const int Most = 1_024;

    /// <summary>The most browsers of one user, who thereby takes no place of another one's.</summary>
    public const int MostOfUser = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, WebSession> _open = new(StringComparer.Ordinal);

    /// <summary>Opens a session for a browser whose user has just logged in.</summary>
    public WebSession Open(SessionKey key)
    {
        var session = new WebSession(key, time.GetTimestamp());
        lock (_lock)
        {
            foreach (var old in _open.Values.Where(IsOver).ToList())
                _open.Remove(old.Id);
            var own = _open.Values.Where(open => open.Key.User == key.User).ToList();
            if (own.Count >= MostOfUser)
                _open.Remove(own.MinBy(open => open.UsedAt)!.Id);
            else if (_open.Count >= Most)
                _open.Remove(_open.Values.MinBy(open => open.UsedAt)!.Id);
            _open.Add(session.Id, session);
        }

        return session;
    }

    /// <summary>The session of this cookie and its keys, entered: the caller leaves them. Null when it has ended.</summary>
    public (WebSession Session, GatewaySession Keys)? TryEnter(string id)
    {
        WebSession? session;
        lock (_lock)
            if (!_open.TryGetValue(id, out session))
                return null;
        if (!IsOver(session) && sessions.TryEnter(session.Key) is { } keys)
            return (session, keys);
        Forget(session);
        return null;
    }

    /// <summary>Ends a session. The keys go with the last browser of the user; a program that uses the same password logs in again by itself.</summary>
    public async ValueTask CloseAsync(WebSession session, GatewaySession keys)
    {
        bool isLast;
        lock (_lock)
        {
            _open.Remove(session.Id);
            isLast = !_open.Values.Any(other => other.Key == session.Key && !IsOver(other));
        }

        if (isLast)
            await sessions.EndAsync(session.Key, keys);
    }

    /// <summary>Ends all sessions of a user, whose password is another one now.</summary>
    public void EndAll(string user)
    {
        lock (_lock)
            foreach (var own in _open.Values.Where(open => open.Key.User == user).ToList())
                _open.Remove(own.Id);
    }

    private void Forget(WebSession session)
    {
        lock (_lock)
            _open.Remove(session.Id);
    }

    private bool IsOver(WebSession session) => !session.IsAtWork && time.GetElapsedTime(session.UsedAt) >= settings.SessionIdleTime;
}
