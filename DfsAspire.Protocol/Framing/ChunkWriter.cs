using System.Buffers;

namespace DfsAspire.Protocol.Framing;

/// <summary>
/// Frames contents of a length announced before: a run of MessagePack <c>bin</c> values of exactly
/// <see cref="WireLimits.ChunkBytes"/> bytes each, the last carrying the remainder. No contents, no chunk.
/// </summary>
public struct ChunkWriter(long length)
{
    private const int HeaderBytes = 3;
    private const byte Bin8 = 0xc4;
    private const byte Bin16 = 0xc5;

    private int _leftInChunk;

    /// <summary>Bytes of contents that are still to be written.</summary>
    public long Remaining { get; private set; } = length;

    /// <summary>Bytes on the wire for contents of <paramref name="length"/> bytes.</summary>
    public static long FramedLength(long length)
    {
        var (chunks, rest) = Math.DivRem(length, WireLimits.ChunkBytes);
        return chunks * (HeaderBytes + WireLimits.ChunkBytes) + (rest == 0 ? 0 : rest + (rest <= byte.MaxValue ? 2 : 3));
    }

    /// <summary>Writes the next bytes of the contents, however many; chunks go on from call to call.</summary>
    /// <exception cref="ArgumentException">More bytes than were announced.</exception>
    public void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> contents)
    {
        if (contents.Length > Remaining)
            throw new ArgumentException("More contents than were announced.", nameof(contents));
        while (!contents.IsEmpty)
        {
            var span = output.GetSpan(Math.Min(FramedUpperBound(contents.Length), 64 * 1024));
            var written = Fill(span, ref contents);
            output.Advance(written);
        }
    }

    private static int FramedUpperBound(int bytes) => bytes + (bytes / WireLimits.ChunkBytes + 2) * HeaderBytes;

    private int Fill(Span<byte> span, ref ReadOnlySpan<byte> contents)
    {
        var at = 0;
        while (!contents.IsEmpty)
        {
            if (_leftInChunk == 0)
            {
                if (span.Length - at < HeaderBytes + 1)
                    break;
                _leftInChunk = (int)Math.Min(Remaining, WireLimits.ChunkBytes);
                at += Header(span[at..], _leftInChunk);
            }

            var take = Math.Min(Math.Min(_leftInChunk, contents.Length), span.Length - at);
            if (take == 0)
                break;
            contents[..take].CopyTo(span[at..]);
            contents = contents[take..];
            at += take;
            _leftInChunk -= take;
            Remaining -= take;
        }

        return at;
    }

    private static int Header(Span<byte> span, int length)
    {
        if (length <= byte.MaxValue)
        {
            span[0] = Bin8;
            span[1] = (byte)length;
            return 2;
        }

        span[0] = Bin16;
        span[1] = (byte)(length >> 8);
        span[2] = (byte)length;
        return HeaderBytes;
    }
}
