using System.Buffers;

namespace DfsAspire.Protocol.Framing;

/// <summary>Takes contents out of the chunks that <see cref="ChunkWriter"/> made, from bytes that may be cut anywhere.</summary>
public struct ChunkReader(long length)
{
    private const byte Bin8 = 0xc4;
    private const byte Bin16 = 0xc5;

    private int _leftInChunk;

    /// <summary>Bytes of contents that are still to come.</summary>
    public long Remaining { get; private set; } = length;

    /// <summary>
    /// Copies as much contents as is there and fits into <paramref name="destination"/>, and moves <paramref name="input"/>
    /// behind what was used. Answers the number of bytes copied.
    /// </summary>
    /// <exception cref="MalformedMessageException">A chunk is not of the one size that it must have here.</exception>
    public int Read(ref SequenceReader<byte> input, Span<byte> destination)
    {
        var copied = 0;
        while (copied < destination.Length && Remaining > 0)
        {
            if (_leftInChunk == 0 && !TryHeader(ref input))
                break;
            var source = input.UnreadSpan;
            var take = Math.Min(Math.Min(source.Length, _leftInChunk), destination.Length - copied);
            if (take == 0)
                break;
            source[..take].CopyTo(destination[copied..]);
            input.Advance(take);
            copied += take;
            _leftInChunk -= take;
            Remaining -= take;
        }

        return copied;
    }

    private bool TryHeader(ref SequenceReader<byte> input)
    {
        var expected = (int)Math.Min(Remaining, WireLimits.ChunkBytes);
        var headerBytes = expected <= byte.MaxValue ? 2 : 3;
        Span<byte> header = stackalloc byte[3];
        header = header[..headerBytes];
        if (!input.TryCopyTo(header))
        {
            if (input.TryPeek(out var code) && code != (headerBytes == 2 ? Bin8 : Bin16))
                throw Wrong();
            return false;
        }

        var length = headerBytes == 2 ? header[1] : (header[1] << 8) | header[2];
        if (header[0] != (headerBytes == 2 ? Bin8 : Bin16) || length != expected)
            throw Wrong();
        input.Advance(headerBytes);
        _leftInChunk = length;
        return true;
    }

    private static MalformedMessageException Wrong() =>
        new($"Contents must come in chunks of {WireLimits.ChunkBytes} bytes, the last with the remainder; this one is none.");
}
