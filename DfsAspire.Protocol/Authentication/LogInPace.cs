using System.Globalization;
using System.Net;
using System.Net.Sockets;
using DfsAspire.Protocol.Accounts;

namespace DfsAspire.Protocol.Authentication;

/// <summary>
/// Makes guessing slow, whether or not the name that is guessed at exists. Failures are counted for each user at each source, and for each
/// source over all users; after a few, further attempts wait their turn, one after the other. Nobody is slowed by failures that come from
/// elsewhere, so that an attacker cannot lock a user out; and who has logged in from a source before is not slowed by what others try there, as long as the password is
/// right: a wrong one waits as long as one for a name that does not exist.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class LogInPace(TimeProvider time)
{
    /// <summary>Failures of one user at one source that cost nothing: people mistype.</summary>
    public const int FreeFailures = 5;

    /// <summary>Failures at one source, whoever's, that cost nothing: many people may sit behind one address.</summary>
    public const int FreeFailuresOfSource = 30;

    /// <summary>
    /// What is remembered at the most. More than that pushes out names of which there is nothing to remember; only when there are none of them, who was not heard of the longest.
    /// </summary>
    public const int Capacity = 10_000;

    // A client opens several connections at once; only very many unproven attempts together look like guesses.
    private const int FreePending = 32;
    private const int MostDoublings = 4;
    private const int NetworkBytes = 7;

    /// <summary>The first delay; it doubles with every further failure.</summary>
    public static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>Who would have to wait longer than this is turned away at once; clients do not wait longer.</summary>
    public static readonly TimeSpan MostWait = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string User, string Source), LinkedListNode<Track>> _tracks = [];

    // Each in the order in which they were heard of. Names that were only tried are easy to make, and must push out nothing but others of their kind.
    private readonly LinkedList<Track> _remembered = new();
    private readonly LinkedList<Track> _blank = new();

    /// <summary>Where a connection comes from: an IPv4 address, or the network of an IPv6 address, of which one machine may have any number.</summary>
    public static string SourceOf(EndPoint? remote)
    {
        if (remote is not IPEndPoint { Address: var address })
            return "";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 && !IPAddress.IsLoopback(address)
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, NetworkBytes))
            : string.Create(CultureInfo.InvariantCulture, $"{address}");
    }

    /// <summary>Waits until an attempt at a user from a source may be made. Null when too many wait already; the attempt is then to be turned away.</summary>
    public async Task<Attempt?> EnterAsync(string user, string source, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        Attempt attempt;
        lock (_lock)
        {
            var pair = Find(user, source);
            var now = time.GetUtcNow();
            wait = pair.WaitFor(pair.Delay(FreeFailures), now);
            if (wait > MostWait)
                return null;
            pair.Enter();
            pair.Take(wait, now);
            Sort(pair);
            // Only now: where all is remembered, what comes new pushes out what is blank.
            var whole = Find("", source);
            whole.Enter();
            Sort(whole);
            attempt = new Attempt(this, pair, whole) { IsKnown = pair.HasSucceeded || ReservedNames.IsProgram(user) };
        }

        try
        {
            await WaitAsync(wait, cancellationToken);
            return attempt;
        }
        catch
        {
            attempt.Dispose();
            throw;
        }
    }

    private async Task<bool> TakeTurnAsync(Track whole, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_lock)
        {
            var now = time.GetUtcNow();
            wait = whole.WaitFor(whole.Delay(FreeFailuresOfSource), now);
            if (wait > MostWait)
                return false;
            whole.Take(wait, now);
        }

        await WaitAsync(wait, cancellationToken);
        return true;
    }

    private Task WaitAsync(TimeSpan wait, CancellationToken cancellationToken) => wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellationToken) : Task.CompletedTask;

    private Track Find(string user, string source)
    {
        if (_tracks.TryGetValue((user, source), out var known))
        {
            known.Value.Forget(time.GetUtcNow() - Memory);
            Sort(known.Value);
            return known.Value;
        }

        if (_tracks.Count >= Capacity && (_blank.First ?? _remembered.First) is { } oldest)
        {
            oldest.List!.Remove(oldest);
            _tracks.Remove((oldest.Value.User, oldest.Value.Source));
        }

        return (_tracks[(user, source)] = _blank.AddLast(new Track(user, source))).Value;
    }

    // It was heard of just now.
    private void Sort(Track track)
    {
        if (!_tracks.TryGetValue((track.User, track.Source), out var node) || node.Value != track)
            return;
        node.List!.Remove(node);
        (track.IsBlank ? _blank : _remembered).AddLast(node);
    }

    private void End(Track pair, Track whole, Action<DateTimeOffset> end)
    {
        lock (_lock)
        {
            end(time.GetUtcNow());
            Sort(pair);
            Sort(whole);
        }
    }

    /// <summary>One attempt that may go on. Disposing it without a word says that nothing was tried.</summary>
    public sealed class Attempt : IDisposable
    {
        private readonly LogInPace _pace;
        private readonly Track _pair;
        private readonly Track _whole;
        private bool _hasEnded;

        internal Attempt(LogInPace pace, Track pair, Track whole) => (_pace, _pair, _whole) = (pace, pair, whole);

        /// <summary>True for who has logged in from there before, and for programs: what others try there slows them only when their password is wrong.</summary>
        public bool IsKnown { get; init; }

        /// <summary>
        /// Waits until it is the turn of the source's next attempt; for one that is known, when its password was wrong. False when too many wait already; it is then to be turned
        /// away. It has to take as long, and to come at the same moment, whether or not the name exists.
        /// </summary>
        public Task<bool> TakeTurnAsync(CancellationToken cancellationToken) => _pace.TakeTurnAsync(_whole, cancellationToken);

        /// <summary>The log-in was right.</summary>
        public void Succeeded() => _pace.End(_pair, _whole, _ => _pair.Succeed());

        /// <summary>The log-in was wrong.</summary>
        public void Failed() => _pace.End(_pair, _whole, now =>
        {
            _pair.Fail(now);
            _whole.Fail(now);
        });

        /// <inheritdoc/>
        public void Dispose() => _pace.End(_pair, _whole, _ =>
        {
            if (_hasEnded)
                return;
            _hasEnded = true;
            _pair.Leave();
            _whole.Leave();
        });
    }

    /// <summary>What is remembered of a user at a source, or of a source.</summary>
    internal sealed class Track(string user, string source)
    {
        private int _failures;
        private int _pending;
        private DateTimeOffset _failedAt;
        private DateTimeOffset _turn;

        public string User => user;

        public string Source => source;

        public bool HasSucceeded { get; private set; }

        /// <summary>True when it may as well be forgotten.</summary>
        public bool IsBlank => _failures == 0 && _pending == 0 && !HasSucceeded;

        /// <summary>What an attempt made now costs.</summary>
        public TimeSpan Delay(int free)
        {
            var over = _failures + Math.Max(0, _pending - FreePending) - free;
            return over < 0 ? TimeSpan.Zero : FirstDelay * (1 << Math.Min(over, MostDoublings));
        }

        /// <summary>How long until its turn, behind those who wait already.</summary>
        public TimeSpan WaitFor(TimeSpan delay, DateTimeOffset now) =>
            delay == TimeSpan.Zero ? TimeSpan.Zero : delay + (_turn > now ? _turn - now : TimeSpan.Zero);

        public void Enter() => _pending++;

        public void Take(TimeSpan wait, DateTimeOffset now)
        {
            if (wait > TimeSpan.Zero)
                _turn = now + wait;
        }

        public void Leave() => _pending--;

        public void Fail(DateTimeOffset now) => (_failures, _failedAt) = (_failures + 1, now);

        public void Succeed() => (_failures, HasSucceeded) = (0, true);

        public void Forget(DateTimeOffset before)
        {
            if (_failedAt < before)
                _failures = 0;
        }
    }
}
