using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Sealing;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Client.Gateway.Sessions;

/// <summary>
/// The sessions of all users. A log-in costs seconds of a processor and asks the nodes; requests after it are recognized by the keyed hash of
/// their password. Wrong passwords are slowed here, for each user and for each source, as nodes slow them: nodes see one source only, the gateway.
/// Only who has logged in takes the place of another one; attempts have places of their own.
/// </summary>
internal sealed class GatewaySessions(StoreConnection connection, WorkerSettings settings, TimeProvider time) : BackgroundService
{
    /// <summary>The most attempts to log in that are under way at a time.</summary>
    public const int MostOpening = 256;

    private static readonly TimeSpan OpeningTime = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<SessionKey, GatewaySession> _open = [];
    private readonly Dictionary<SessionKey, Task<GatewaySession>> _opening = [];
    private readonly LogInPace _pace = new(time);
    private readonly SemaphoreSlim _derivations = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>The most sessions at a time.</summary>
    public int Most { get; init; } = 256;

    /// <summary>The session of whoever has these credentials, entered: the caller leaves it.</summary>
    /// <exception cref="HttpRefusal">Nobody has them, too many wrong ones came from there, or the store cannot be reached.</exception>
    public async Task<GatewaySession> EnterAsync(BasicCredentials credentials, string source, CancellationToken cancellationToken)
    {
        var key = SessionKey.Of(credentials);
        while (true)
        {
            Task<GatewaySession>? opening;
            lock (_lock)
            {
                if (TryEnter(key) is { } open)
                    return open;
                if (!_opening.TryGetValue(key, out opening))
                {
                    if (_opening.Count >= MostOpening)
                        throw Unavailable("Too many log in through this gateway just now.");
                    _opening.Add(key, opening = Task.Run(() => OpenAsync(key, credentials, source), CancellationToken.None));
                }
            }

            var session = await opening.WaitAsync(cancellationToken);
            if (session.TryEnter())
                return session;
        }
    }

    /// <summary>The session of this key, entered, when it is open; null when it has ended and its user must log in again.</summary>
    public GatewaySession? TryEnter(SessionKey key)
    {
        lock (_lock)
            return _open.TryGetValue(key, out var open) && open.TryEnter() ? open : null;
    }

    /// <summary>Ends a session whose password the nodes do not take any more, or whose user has logged out.</summary>
    public async ValueTask EndAsync(SessionKey key, GatewaySession session)
    {
        lock (_lock)
            Remove(key, session);
        await session.EndAsync();
    }

    /// <summary>Ends all sessions of a user, whose password is another one now. Requests under way come to their end.</summary>
    public async ValueTask EndAllAsync(string user)
    {
        List<KeyValuePair<SessionKey, GatewaySession>> own;
        lock (_lock)
        {
            own = [.. _open.Where(pair => pair.Key.User == user)];
            foreach (var (key, _) in own)
                _open.Remove(key);
        }

        foreach (var (_, session) in own)
            await session.EndAsync();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(settings.SessionIdleTime / 4, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await EndIdleAsync(session => time.GetElapsedTime(session.UsedAt) >= settings.SessionIdleTime);
        }
        finally
        {
            await EndIdleAsync(_ => true);
        }
    }

    private async Task EndIdleAsync(Func<GatewaySession, bool> isDue)
    {
        List<KeyValuePair<SessionKey, GatewaySession>> due;
        lock (_lock)
        {
            due = [.. _open.Where(pair => pair.Value.IsIdle && isDue(pair.Value))];
            foreach (var (key, _) in due)
                _open.Remove(key);
        }

        foreach (var (_, session) in due)
            await session.EndAsync();
    }

    private async Task<GatewaySession> OpenAsync(SessionKey key, BasicCredentials credentials, string source)
    {
        try
        {
            var session = await LogInAsync(credentials, source);
            await AdmitAsync(key, session);
            return session;
        }
        finally
        {
            lock (_lock)
                _opening.Remove(key);
        }
    }

    private async Task<GatewaySession> LogInAsync(BasicCredentials credentials, string source)
    {
        if (connection.Client is not { } worker)
            throw Unavailable($"The gateway has not reached the store yet: {connection.Obstacle}");
        using var late = new CancellationTokenSource(OpeningTime, time);
        using var attempt = await _pace.EnterAsync(credentials.User, source, late.Token) ?? throw TooMany();
        try
        {
            // A guess costs this machine a key derivation; who was here before is let in at once, and waits as long when the password is wrong.
            if (!attempt.IsKnown)
                await TakeTurnAsync();
            var store = await DfsClient.ConnectAsync(
                new DfsClientOptions
                {
                    Nodes = worker.Nodes,
                    Cluster = worker.Cluster,
                    User = credentials.User,
                    Password = credentials.Password,
                    Tls = settings.Tls,
                    Transport = new PinnedTransport(worker, settings.Tls, time),
                    Time = time,
                    DeriveKeys = DeriveAsync,
                },
                late.Token);
            attempt.Succeeded();
            return new GatewaySession(store, time.GetTimestamp());
        }
        catch (DfsException fault) when (fault.Fault == DfsFault.WrongCredentials)
        {
            try
            {
                if (attempt.IsKnown)
                    await TakeTurnAsync();
            }
            finally
            {
                attempt.Failed();
            }

            throw;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            throw Unavailable("The store did not log you in within a minute.");
        }

        async Task TakeTurnAsync()
        {
            if (!await attempt.TakeTurnAsync(late.Token))
                throw TooMany();
        }
    }

    // A flood of guesses must leave processors to those who are logged in.
    private async Task<PasswordKeys> DeriveAsync(string password, PasswordDerivation derivation, CancellationToken cancellationToken)
    {
        await _derivations.WaitAsync(cancellationToken);
        try
        {
            return await PasswordKeys.DeriveAsync(password, derivation, cancellationToken);
        }
        finally
        {
            _derivations.Release();
        }
    }

    // Somebody who has proven who they are takes the place of whoever was idle the longest.
    private async Task AdmitAsync(SessionKey key, GatewaySession session)
    {
        KeyValuePair<SessionKey, GatewaySession>[] gone = [];
        bool isFull;
        lock (_lock)
        {
            var idle = _open.Where(pair => pair.Value.IsIdle).ToList();
            isFull = _open.Count >= Most && idle.Count == 0;
            if (_open.Count >= Most && idle.Count > 0)
                gone = [idle.MinBy(pair => pair.Value.UsedAt)];
            foreach (var (old, _) in gone)
                _open.Remove(old);
            if (!isFull)
                _open[key] = session;
        }

        foreach (var (_, oldest) in gone)
            await oldest.EndAsync();
        if (!isFull)
            return;
        await session.EndAsync();
        throw Unavailable("Too many users work through this gateway just now.");
    }

    private void Remove(SessionKey key, GatewaySession session)
    {
        if (_open.TryGetValue(key, out var open) && open == session)
            _open.Remove(key);
    }

    private static HttpRefusal Unavailable(string message) =>
        new(StatusCodes.Status503ServiceUnavailable, message) { RetryAfter = TimeSpan.FromSeconds(5) };

    private static HttpRefusal TooMany() =>
        new(StatusCodes.Status429TooManyRequests, "Too many log-ins from here failed lately. Wait some seconds and try again.") { RetryAfter = LogInPace.MostWait };
}
