using System.Buffers;
using System.IO.Pipelines;
using System.Numerics;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Wire;

/// <summary>Reads messages and contents from a pipe. Not for concurrent use.</summary>
public sealed class WireReader : IDisposable
{
    // Who sends less than this within the limit, again and again, holds a connection for nothing.
    private const int LeastProgress = 4 * WireLimits.ChunkBytes;

    private readonly PipeReader _pipe;
    private readonly TimeProvider _time;
    private readonly SilenceWatch _watch;
    private byte[] _message = [];
    private ChunkReader _chunks;
    // How long the other side was waited for since it last made progress, and what has come since.
    private TimeSpan _waited;
    private int _progress;

    /// <summary>Reads from <paramref name="pipe"/>; <paramref name="time"/> measures silence.</summary>
    public WireReader(PipeReader pipe, TimeProvider time)
    {
        (_pipe, _time) = (pipe, time);
        _watch = new SilenceWatch(time, pipe.CancelPendingRead);
    }

    /// <summary>
    /// How long the other side may be silent while something is awaited of it, and how long it may take for a message that it has begun or for
    /// 4 KiB of contents; infinite at first. A new value holds at once.
    /// </summary>
    public TimeSpan SilenceLimit
    {
        get;
        set
        {
            field = value;
            _watch.Rearm(value);
        }
    } = Timeout.InfiniteTimeSpan;

    /// <summary>Bytes of contents that are still to come of the run begun with <see cref="BeginContents"/>.</summary>
    public long ContentsRemaining => _chunks.Remaining;

    /// <summary>
    /// The next whole message, valid until the next call, or null when the other side has closed between two messages.
    /// </summary>
    /// <exception cref="MalformedMessageException">What came is no message.</exception>
    /// <exception cref="ConnectionLostException">The other side closed within a message, reset, or was silent for too long.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadMessageAsync(CancellationToken cancellationToken)
    {
        var hasBegun = false;
        var boundary = new MessageBoundary();
        while (true)
        {
            var read = await ReadPipeAsync(cancellationToken);
            var buffer = read.Buffer;
            if (!hasBegun && !buffer.IsEmpty)
            {
                hasBegun = true;
                Progressed();
            }

            if (!buffer.IsEmpty && boundary.TryFindIn(buffer, out var length))
            {
                var message = Keep(buffer.Slice(0, length));
                _pipe.AdvanceTo(buffer.GetPosition(length));
                Progressed();
                return message;
            }

            var atEnd = read.IsCompleted;
            _pipe.AdvanceTo(buffer.Start, buffer.End);
            if (atEnd)
                return buffer.IsEmpty ? null : throw new ConnectionLostException("The other side closed the connection within a message.");
        }
    }

    /// <summary>Says that contents of <paramref name="length"/> bytes follow.</summary>
    public void BeginContents(long length)
    {
        _chunks = new ChunkReader(length);
        Progressed();
    }

    /// <summary>Fills <paramref name="destination"/> with contents, or with all that remains of the run; answers the bytes written.</summary>
    /// <exception cref="MalformedMessageException">A chunk is not what it must be.</exception>
    /// <exception cref="ConnectionLostException">The other side closed, reset, or was silent for too long.</exception>
    public async ValueTask<int> ReadContentsAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        var filled = 0;
        while (filled < destination.Length && _chunks.Remaining > 0)
        {
            var read = await ReadPipeAsync(cancellationToken);
            var copied = TakeChunks(read.Buffer, destination.Span[filled..]);
            filled += copied;
            if (copied == 0 && read.IsCompleted)
                throw new ConnectionLostException($"The other side closed the connection with {_chunks.Remaining} bytes of contents still to come.");
        }

        return filled;
    }

    /// <summary>Stops watching. The pipe itself belongs to the connection.</summary>
    public void Dispose() => _watch.Dispose();

    private int TakeChunks(in ReadOnlySequence<byte> buffer, Span<byte> destination)
    {
        var input = new SequenceReader<byte>(buffer);
        var copied = _chunks.Read(ref input, destination);
        var stoppedForRoom = copied == destination.Length || _chunks.Remaining == 0;
        _pipe.AdvanceTo(input.Position, stoppedForRoom ? input.Position : buffer.End);
        _progress += copied;
        if (_progress >= LeastProgress)
            Progressed();
        return copied;
    }

    private void Progressed() => (_waited, _progress) = (TimeSpan.Zero, 0);

    private ReadOnlyMemory<byte> Keep(in ReadOnlySequence<byte> message)
    {
        var length = (int)message.Length;
        // Parsed fields keep no reference into this buffer, so one serves all messages of the connection.
        if (_message.Length < length)
            _message = new byte[Math.Min(WireLimits.MessageBytes, Math.Max(1024, (int)BitOperations.RoundUpToPowerOf2((uint)length)))];
        message.CopyTo(_message);
        return _message.AsMemory(0, length);
    }

    private async ValueTask<ReadResult> ReadPipeAsync(CancellationToken cancellationToken)
    {
        if (_pipe.TryRead(out var ready) && !ready.IsCanceled)
            return ready;
        var since = _time.GetTimestamp();
        _watch.Arm(SilenceLimit == Timeout.InfiniteTimeSpan ? SilenceLimit : SilenceLimit - _waited);
        try
        {
            var read = await _pipe.ReadAsync(cancellationToken);
            return read.IsCanceled
                ? throw new ConnectionLostException($"The other side was silent, or sent next to nothing, for {SilenceLimit.TotalSeconds:0.#} seconds.")
                : read;
        }
        catch (Exception fault) when (fault is IOException and not ConnectionLostException or ObjectDisposedException)
        {
            throw new ConnectionLostException("The connection was reset.", fault);
        }
        finally
        {
            _watch.Disarm();
            _waited += _time.GetElapsedTime(since);
        }
    }
}
