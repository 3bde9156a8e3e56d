using System.Collections.Concurrent;
using DfsAspire.Client.Transfer;

namespace DfsAspire.Client.Gateway.Http;

/// <summary>
/// How much of what is sent waits in memory for its readers, all together, counted in pieces (<see cref="RangePieces.Bytes"/>). A reader may be as slow
/// as they like and keeps meanwhile what was fetched for them. So who comes when few are left gets one piece at a time, and no user gets more than half.
/// </summary>
internal sealed class DownloadRoom(TimeProvider time) : IDisposable
{
    /// <summary>The most pieces in memory.</summary>
    public const int Pieces = 256;

    /// <summary>The most pieces of one user.</summary>
    public const int PiecesOfUser = Pieces / 2;

    private const int PiecesOfReader = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim _free = new(Pieces);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _freeOfUser = new(StringComparer.Ordinal);

    /// <summary>Makes room for one reader of so many bytes; waits a while when there is none.</summary>
    /// <exception cref="HttpRefusal">There was none all the while.</exception>
    public async Task<Place> EnterAsync(string user, long length, CancellationToken cancellationToken)
    {
        var own = _freeOfUser.GetOrAdd(user, _ => new SemaphoreSlim(PiecesOfUser));
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var place = new Place(this, own);
        try
        {
            await own.WaitAsync(either.Token);
            place.Own++;
            await _free.WaitAsync(either.Token);
            place.Pieces++;
        }
        catch (OperationCanceledException)
        {
            place.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw new HttpRefusal(StatusCodes.Status503ServiceUnavailable, "As many files are being read through this gateway as it has memory for. Try again when some are done.") { RetryAfter = Patience };
        }

        var wanted = Math.Min(PiecesOfReader, 1 + (length / RangePieces.Bytes));
        while (place.Pieces < wanted && _free.CurrentCount > Pieces / 2 && own.CurrentCount > PiecesOfUser / 2 && TryAdd(place, own))
        {
        }

        return place;
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();

    private bool TryAdd(Place place, SemaphoreSlim own)
    {
        if (!own.Wait(0))
            return false;
        place.Own++;
        if (!_free.Wait(0))
            return false;
        place.Pieces++;
        return true;
    }

    /// <summary>The room of one reader.</summary>
    public sealed class Place(DownloadRoom room, SemaphoreSlim own) : IDisposable
    {
        /// <summary>How many pieces may be in memory for it.</summary>
        public int Pieces { get; set; }

        internal int Own { get; set; }

        /// <inheritdoc/>
        public void Dispose()
        {
            if (Own > 0)
                own.Release(Own);
            if (Pieces > 0)
                room._free.Release(Pieces);
            (Own, Pieces) = (0, 0);
        }
    }
}
