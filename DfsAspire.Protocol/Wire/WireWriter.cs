using System.IO.Pipelines;
using DfsAspire.Protocol.Framing;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Protocol.Wire;

/// <summary>Writes messages and contents to a pipe. Not for concurrent use.</summary>
public sealed class WireWriter : IDisposable
{
    // Large enough that a flush costs little per byte, small enough that both copies of a part move together.
    private const int FlushThreshold = 128 * 1024;

    private readonly PipeWriter _pipe;
    private readonly SilenceWatch _watch;
    private ChunkWriter _chunks;

    /// <summary>Writes to <paramref name="pipe"/>; <paramref name="time"/> measures how long the other side takes nothing.</summary>
    public WireWriter(PipeWriter pipe, TimeProvider time)
    {
        _pipe = pipe;
        _watch = new SilenceWatch(time, pipe.CancelPendingFlush);
    }

    /// <summary>How long the other side may take nothing of what is sent; infinite at first. A new value holds at once.</summary>
    public TimeSpan SilenceLimit
    {
        get;
        set
        {
            field = value;
            _watch.Rearm(value);
        }
    } = Timeout.InfiniteTimeSpan;

    /// <summary>Puts a message behind what is already waiting to be sent.</summary>
    public void Write<T>(T message) where T : IMessage<T> => MessageCodec.Write(_pipe, message);

    /// <summary>Says that contents of <paramref name="length"/> bytes follow.</summary>
    public void BeginContents(long length) => _chunks = new ChunkWriter(length);

    /// <summary>Writes the next bytes of the contents and sends when enough is waiting.</summary>
    /// <exception cref="ConnectionLostException">The other side is gone, or takes nothing any more.</exception>
    public ValueTask WriteContentsAsync(ReadOnlySpan<byte> contents, CancellationToken cancellationToken)
    {
        _chunks.Write(_pipe, contents);
        return _pipe.UnflushedBytes >= FlushThreshold ? FlushAsync(cancellationToken) : default;
    }

    /// <summary>Sends a message and all that waits before it.</summary>
    /// <exception cref="ConnectionLostException">The other side is gone, or takes nothing any more.</exception>
    public ValueTask SendAsync<T>(T message, CancellationToken cancellationToken) where T : IMessage<T>
    {
        Write(message);
        return FlushAsync(cancellationToken);
    }

    /// <summary>Sends all that waits.</summary>
    /// <exception cref="ConnectionLostException">The other side is gone, or takes nothing any more.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        _watch.Arm(SilenceLimit);
        try
        {
            var flush = await _pipe.FlushAsync(cancellationToken);
            if (flush.IsCanceled)
                throw new ConnectionLostException($"The other side took nothing for {SilenceLimit.TotalSeconds:0.#} seconds.");
            if (flush.IsCompleted)
                throw new ConnectionLostException("The other side closed the connection.");
        }
        catch (Exception fault) when (fault is IOException and not ConnectionLostException or ObjectDisposedException)
        {
            throw new ConnectionLostException("The connection was reset.", fault);
        }
        finally
        {
            _watch.Disarm();
        }
    }

    /// <summary>Stops watching. The pipe itself belongs to the connection.</summary>
    public void Dispose() => _watch.Dispose();
}
