using DfsAspire.Client.Transfer;

namespace DfsAspire.Client.Gateway.Http;

/// <summary>
/// How much of what is sent waits in memory for its readers, all together, counted in pieces (<see cref="RangePieces.Bytes"/>). A reader may be as slow
/// as they like and keeps meanwhile what was fetched for them. So who comes when few are left gets one piece at a time, and no user gets more than what is left then for everybody else:
/// one alone half, a second half of what that leaves, and so on, so that a few together do not have all of it (A. K. Choudhury and E. L. Hahne, "Dynamic Queue Length Thresholds", 1998).
/// </summary>
internal sealed class DownloadRoom(TimeProvider time)
{
    /// <summary>The most pieces in memory.</summary>
    public const int Pieces = 256;

    /// <summary>The most pieces of one user.</summary>
    public const int PiecesOfUser = Pieces / 2;

    private const int PiecesOfReader = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _users = new(StringComparer.Ordinal);
    private readonly LinkedList<Waiting> _waiting = [];
    private int _free = Pieces;

    /// <summary>Makes room for one reader of so many bytes; waits a while when there is none.</summary>
    /// <exception cref="HttpRefusal">There was none all the while.</exception>
    public async Task<Place> EnterAsync(string user, long length, CancellationToken cancellationToken)
    {
        var place = new Place(this, user);
        if (Begin(place) is { } turn)
            await WaitAsync(turn, cancellationToken);
        Widen(place, Math.Min(PiecesOfReader, 1 + (length / RangePieces.Bytes)));
        return place;
    }

    private Waiting? Begin(Place place)
    {
        lock (_lock)
        {
            if (TryAdd(place))
                return null;
            var turn = new Waiting(place);
            _waiting.AddLast(turn);
            return turn;
        }
    }

    private async Task WaitAsync(Waiting turn, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await turn.Come.Task.WaitAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
                _waiting.Remove(turn);
            // It may have come at the same moment.
            turn.Place.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw new HttpRefusal(StatusCodes.Status503ServiceUnavailable, "As many files are being read through this gateway as it has memory for. Try again when some are done.") { RetryAfter = Patience };
        }
    }

    private void Widen(Place place, long wanted)
    {
        lock (_lock)
        {
            while (place.Pieces < wanted && _free > Pieces / 2 && _users[place.User] < PiecesOfUser / 2 && TryAdd(place))
            {
            }
        }
    }

    // Who has none gets the last one.
    private bool TryAdd(Place place)
    {
        var own = _users.GetValueOrDefault(place.User);
        if (_free == 0 || (own > 0 && own + 1 > _free - 1))
            return false;
        _free--;
        _users[place.User] = own + 1;
        place.Pieces++;
        return true;
    }

    private void GiveBack(Place place)
    {
        lock (_lock)
        {
            if (place.Pieces == 0)
                return;
            _free += place.Pieces;
            if ((_users[place.User] -= place.Pieces) == 0)
                _users.Remove(place.User);
            place.Pieces = 0;
            for (var next = _waiting.First; next is not null;)
            {
                var turn = next;
                next = next.Next;
                if (!TryAdd(turn.Value.Place))
                    continue;
                _waiting.Remove(turn);
                turn.Value.Come.SetResult();
            }
        }
    }

    private sealed record Waiting(Place Place)
    {
        public TaskCompletionSource Come { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>The room of one reader.</summary>
    public sealed class Place : IDisposable
    {
        private readonly DownloadRoom _room;

        internal Place(DownloadRoom room, string user) => (_room, User) = (room, user);

        /// <summary>How many pieces may be in memory for it.</summary>
        public int Pieces { get; internal set; }

        internal string User { get; }

        /// <inheritdoc/>
        public void Dispose() => _room.GiveBack(this);
    }
}
