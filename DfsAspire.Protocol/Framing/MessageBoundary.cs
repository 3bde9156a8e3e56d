using System.Buffers;
using System.Buffers.Binary;

namespace DfsAspire.Protocol.Framing;

/// <summary>
/// Finds where one MessagePack array ends in a stream of bytes, without recursion and without decoding it, so that a
/// hostile nesting costs nothing and a message cut anywhere is simply not there yet. It remembers how far it has come: one that drips in
/// byte by byte costs what a whole one does.
/// </summary>
public struct MessageBoundary
{
    private long _scanned;
    private long _pending = 1;

    /// <summary>Begins at the first byte of a message.</summary>
    public MessageBoundary()
    {
    }

    /// <summary>
    /// True when <paramref name="buffer"/> begins with a whole message, which is then <paramref name="length"/> bytes long.
    /// </summary>
    /// <exception cref="MalformedMessageException">
    /// The bytes do not begin an array, hold a type that messages do not use, or announce more than <see cref="WireLimits.MessageBytes"/>.
    /// </exception>
    public static bool TryFind(in ReadOnlySequence<byte> buffer, out int length) => new MessageBoundary().TryFindIn(buffer, out length);

    /// <summary>As <see cref="TryFind"/>, in a buffer that begins with the bytes of the call before and goes on with more.</summary>
    /// <exception cref="MalformedMessageException">As for <see cref="TryFind"/>.</exception>
    public bool TryFindIn(in ReadOnlySequence<byte> buffer, out int length)
    {
        length = 0;
        var start = _scanned;
        var reader = new SequenceReader<byte>(buffer.Slice(start));
        while (_pending > 0)
        {
            if (!reader.TryRead(out var code))
                return Unfinished(buffer);
            if (_scanned == 0 && !IsArray(code))
                throw new MalformedMessageException("A message does not begin with an array.");
            if (!TryMeasure(ref reader, code, out var payload, out var children))
                return Unfinished(buffer);
            var pending = _pending - 1 + children;
            // Every pending value needs at least one byte more, so this bounds the work as well.
            if (start + reader.Consumed + payload + pending > WireLimits.MessageBytes)
                throw TooLong();
            if (reader.Remaining < payload)
                return false;
            reader.Advance(payload);
            _scanned = start + reader.Consumed;
            _pending = pending;
        }

        length = (int)_scanned;
        return true;
    }

    private static bool Unfinished(in ReadOnlySequence<byte> buffer) => buffer.Length < WireLimits.MessageBytes ? false : throw TooLong();

    private static MalformedMessageException TooLong() => new($"A message is longer than {WireLimits.MessageBytes} bytes.");

    private static bool IsArray(byte code) => (code & 0xf0) == 0x90 || code is 0xdc or 0xdd;

    // https://github.com/msgpack/msgpack/blob/master/spec.md: what follows a type byte.
    private static bool TryMeasure(ref SequenceReader<byte> reader, byte code, out long payload, out long children)
    {
        payload = 0;
        children = 0;
        switch (code)
        {
            case <= 0x7f or >= 0xe0 or 0xc0 or 0xc2 or 0xc3:
                return true;
            case >= 0xa0 and <= 0xbf:
                payload = code & 0x1f;
                return true;
            case >= 0x90 and <= 0x9f:
                children = code & 0x0f;
                return true;
            case 0xcc or 0xd0:
                payload = 1;
                return true;
            case 0xcd or 0xd1:
                payload = 2;
                return true;
            case 0xca or 0xce or 0xd2:
                payload = 4;
                return true;
            case 0xcb or 0xcf or 0xd3:
                payload = 8;
                return true;
            case 0xc4 or 0xd9:
                return TryLength(ref reader, 1, out payload);
            case 0xc5 or 0xda:
                return TryLength(ref reader, 2, out payload);
            case 0xc6 or 0xdb:
                return TryLength(ref reader, 4, out payload);
            case 0xdc:
                return TryLength(ref reader, 2, out children);
            case 0xdd:
                return TryLength(ref reader, 4, out children);
            default:
                throw new MalformedMessageException($"A message holds the MessagePack type 0x{code:x2}, which this protocol does not use.");
        }
    }

    private static bool TryLength(ref SequenceReader<byte> reader, int bytes, out long length)
    {
        length = 0;
        Span<byte> big = stackalloc byte[4];
        big.Clear();
        if (!reader.TryCopyTo(big[(4 - bytes)..]))
            return false;
        reader.Advance(bytes);
        length = BinaryPrimitives.ReadUInt32BigEndian(big);
        return true;
    }
}
