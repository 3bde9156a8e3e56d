using System.Buffers.Binary;
using System.Text;

namespace DfsAspire.EndToEnd.Tests.Telemetry;

/// <summary>
/// Goes through the fields of one protobuf message (https://protobuf.dev/programming-guides/encoding/): enough to read what
/// an exporter sends, without a generated class for each of its messages.
/// </summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;
    private ReadOnlySpan<byte> _bytes;
    private ulong _number;

    /// <summary>The number of the field that was read last.</summary>
    public int Field { get; private set; }

    public readonly ReadOnlySpan<byte> Bytes => _bytes;

    public readonly string Text => Encoding.UTF8.GetString(_bytes);

    public readonly string Hex => Convert.ToHexStringLower(_bytes);

    public readonly long Integer => (long)_number;

    public readonly double Double => BitConverter.UInt64BitsToDouble(_number);

    /// <summary>Reads the next field; false at the end of the message.</summary>
    /// <exception cref="InvalidDataException">This is not protobuf.</exception>
    public bool Read()
    {
        if (_rest.IsEmpty)
            return false;
        var key = Varint();
        Field = (int)(key >> 3);
        switch (key & 7)
        {
            case 0:
                _number = Varint();
                break;
            case 1:
                _number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                break;
            case 2:
                _bytes = Take(Varint());
                break;
            case 5:
                _number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
                break;
            default:
                throw new InvalidDataException($"There is no wire type {key & 7}.");
        }

        return true;
    }

    private ulong Varint()
    {
        var value = 0ul;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }

        throw new InvalidDataException("A number has more than ten bytes.");
    }

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)_rest.Length)
            throw new InvalidDataException("The message ends within a field.");
        var taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }
}
