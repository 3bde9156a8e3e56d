using System.Buffers;
using DfsAspire.Client.Connections;
using DfsAspire.Client.Quorum;
using DfsAspire.Client.Sealing;
using DfsAspire.Client.Transfer;

namespace DfsAspire.Client.Store;

/// <summary>
/// One version of a file, opened for reading. What it hands out is authenticated segment by segment. Nodes are asked for a megabyte at a
/// time, a few of these ahead: whoever takes the bytes may be as slow as they like, and no node waits for them.
/// </summary>
public sealed class VersionReader : IDisposable
{
    private const int Ahead = 4;

    private readonly StoreSession _session;
    private readonly PathView _view;
    private readonly ContentKeys _keys;
    private readonly Lanes _lanes;
    private ContentDownload _download;

    internal VersionReader(StoreSession session, Operation operation, PathView view, ContentKeys keys, ListedEntry entry)
    {
        (_session, _view, _keys, Entry) = (session, view, keys, entry);
        _lanes = new Lanes(view.Best!.Entry.ContentLength);
        try
        {
            _download = new ContentDownload(operation, view, keys);
        }
        catch
        {
            keys.Dispose();
            throw;
        }
    }

    /// <summary>What the path held when it was opened.</summary>
    public ListedEntry Entry { get; }

    /// <summary>Writes a range of the version to a stream, in order. The stream is left short on error.</summary>
    /// <param name="destination">Takes the bytes.</param>
    /// <param name="offset">Where the range begins.</param>
    /// <param name="length">Bytes of the range.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The version has no such range.</exception>
    /// <exception cref="DfsException">A part cannot be had whole from any node.</exception>
    public Task CopyToAsync(Stream destination, long offset, long length, CancellationToken cancellationToken) =>
        CopyToAsync(destination, offset, length, Ahead, cancellationToken);

    /// <summary>The same with so many pieces in memory at a time: those fetched ahead, and the one that is being written.</summary>
    internal async Task CopyToAsync(Stream destination, long offset, long length, int pieces, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Entry.Length - offset);
        using var command = StoreCommand.Start("GET", Entry.Path, _session.User);
        await command.RunAsync(async () =>
        {
            await CopyPiecesAsync(destination, offset, length, pieces, cancellationToken);
            command.NoteBytes(length);
            return length;
        });
    }

    /// <summary>Lets go of the version's key.</summary>
    public void Dispose() => _keys.Dispose();

    private async Task CopyPiecesAsync(Stream destination, long offset, long length, int pieces, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // Whoever reads to the end reads what fills the file up too, also when they leave with its last byte: nodes see how much is fetched.
        var reach = offset + length == Entry.Length ? _lanes.Length - offset : length;
        var ranges = RangePieces.Of(_lanes, offset, reach);
        using var stopPadding = new CancellationTokenSource();
        var padding = reach == length ? Task.CompletedTask : Task.Run(() => FetchPaddingAsync(ranges.Where(IsPadding), stopPadding.Token), stopPadding.Token);
        var ahead = new Queue<Task<Piece>>();
        try
        {
            foreach (var range in ranges.TakeWhile(range => !IsPadding(range)))
            {
                ahead.Enqueue(Task.Run(() => FetchAsync(range, stop.Token), stop.Token));
                if (ahead.Count == pieces)
                    await WriteAsync(ahead.Dequeue());
            }

            while (ahead.TryDequeue(out var next))
                await WriteAsync(next);
            await padding;
        }
        finally
        {
            await stop.CancelAsync();
            await stopPadding.CancelAsync();
            await padding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var left in ahead)
            {
                await ((Task)left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (left.IsCompletedSuccessfully)
                    left.Result.Dispose();
            }
        }

        bool IsPadding(RangePiece range) => _lanes.SegmentAt(range.Lane, range.First).PlainOffset >= offset + length;

        async Task WriteAsync(Task<Piece> coming)
        {
            using var piece = await coming;
            var skip = (int)Math.Max(0, offset - piece.Offset);
            var end = (int)Math.Min(piece.Length, offset + length - piece.Offset);
            await destination.WriteAsync(piece.Bytes.AsMemory(skip, end - skip), cancellationToken);
        }
    }

    private async Task FetchPaddingAsync(IEnumerable<RangePiece> ranges, CancellationToken cancellationToken)
    {
        foreach (var range in ranges)
            (await FetchAsync(range, cancellationToken)).Dispose();
    }

    private async Task<Piece> FetchAsync(RangePiece range, CancellationToken cancellationToken)
    {
        var first = _lanes.SegmentAt(range.Lane, range.First);
        var last = _lanes.SegmentAt(range.Lane, range.End - 1);
        var piece = new Piece(first.PlainOffset, (int)(last.PlainOffset + last.PlainLength - first.PlainOffset));
        try
        {
            var download = _download;
            try
            {
                await FillAsync(download, range, piece, cancellationToken);
            }
            catch (DfsException fault) when (fault.Fault == DfsFault.Incomplete)
            {
                // Reading may take hours: a node that failed in the beginning may be back, and every connection new.
                await FillAsync(Renew(download), range, piece, cancellationToken);
            }

            return piece;
        }
        catch
        {
            piece.Dispose();
            throw;
        }
    }

    private ContentDownload Renew(ContentDownload old)
    {
        var fresh = new ContentDownload(_session.Begin(), _view, _keys);
        var current = Interlocked.CompareExchange(ref _download, fresh, old);
        return current == old ? fresh : current;
    }

    private static Task FillAsync(ContentDownload download, RangePiece range, Piece piece, CancellationToken cancellationToken) => download.RunLaneAsync(
        range.Lane, range.First, range.End,
        (segment, plaintext) =>
        {
            plaintext.Span.CopyTo(piece.Bytes.AsSpan((int)(segment.PlainOffset - piece.Offset)));
            return default;
        },
        cancellationToken);

    /// <summary>Plaintext on its way, in a pooled buffer that is cleared afterwards.</summary>
    private sealed class Piece(long offset, int length) : IDisposable
    {
        public byte[] Bytes { get; } = ArrayPool<byte>.Shared.Rent(RangePieces.Bytes);

        public long Offset => offset;

        public int Length => length;

        public void Dispose()
        {
            Array.Clear(Bytes, 0, length);
            ArrayPool<byte>.Shared.Return(Bytes);
        }
    }
}
