using System.Buffers.Binary;

namespace DfsAspire.Fuzz.Engine;

/// <summary>Makes inputs out of others: bits, numbers, lengths, blocks, words, and halves of two. One seed, one sequence of inputs.</summary>
internal sealed class Mutator(FuzzTarget target, int seed)
{
    private const int MostSteps = 6;
    private const int MostBlock = 64;

    private static readonly long[] Edges =
    [
        0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 23, 31, 32, 36, 63, 64, 65, 100, 127, 128, 129, 191, 192, 200, 223, 224, 254, 255, 256, 1023, 1024, 1025,
        4095, 4096, 4097, 32767, 32768, 65535, 65536, int.MaxValue, (long)int.MaxValue + 1, uint.MaxValue, 1L << 48, long.MaxValue, long.MinValue, -1, -32, -33,
    ];

    private readonly Random _random = new(seed);
    private readonly byte[] _buffer = new byte[target.MaxBytes];
    private int _length;

    /// <summary>The next input, valid until the one after it.</summary>
    public ReadOnlyMemory<byte> Next(IReadOnlyList<byte[]> corpus)
    {
        var start = corpus.Count == 0 ? [] : Pick(corpus);
        _length = Math.Min(start.Length, _buffer.Length);
        start.AsSpan(0, _length).CopyTo(_buffer);
        // Few steps for most inputs: what is changed a lot is refused at its first byte.
        for (var steps = 1 + Math.Min(_random.Next(MostSteps), _random.Next(MostSteps)); steps > 0; steps--)
            Step(corpus);
        return _buffer.AsMemory(0, _length);
    }

    // What was found last is what least is known about.
    private byte[] Pick(IReadOnlyList<byte[]> corpus)
    {
        var recent = Math.Max(1, corpus.Count / 4);
        return corpus[_random.Next(2) == 0 ? corpus.Count - 1 - _random.Next(recent) : _random.Next(corpus.Count)];
    }

    private void Step(IReadOnlyList<byte[]> corpus)
    {
        switch (_random.Next(12))
        {
            case 0: ChangeAt(static (random, value) => (byte)(value ^ (1 << random.Next(8)))); break;
            case 1: ChangeAt(static (random, _) => (byte)random.Next(256)); break;
            case 2: ChangeAt(static (random, value) => (byte)(value + random.Next(-16, 17))); break;
            case 3: PutNumber(); break;
            case 4: Remove(At(), Block()); break;
            case 5: Insert(At(), RandomBytes(Block())); break;
            case 6: Insert(At(), Part(_buffer.AsSpan(0, _length))); break;
            case 7: Overwrite(At(), Part(_buffer.AsSpan(0, _length))); break;
            case 8: Insert(At(), Word()); break;
            case 9: Overwrite(At(), Word()); break;
            case 10: Splice(corpus); break;
            default: Insert(At(), Repeated()); break;
        }
    }

    private void ChangeAt(Func<Random, byte, byte> change)
    {
        if (_length == 0)
            return;
        ref var value = ref _buffer[_random.Next(_length)];
        value = change(_random, value);
    }

    private void PutNumber()
    {
        Span<byte> number = stackalloc byte[8];
        var value = Edges[_random.Next(Edges.Length)] + (_random.Next(4) == 0 ? _random.Next(-2, 3) : 0);
        if (_random.Next(4) == 0)
            BinaryPrimitives.WriteInt64LittleEndian(number, value);
        else
            BinaryPrimitives.WriteInt64BigEndian(number, value);
        var width = 1 << _random.Next(4);
        Overwrite(At(), number[^width..].ToArray());
    }

    private void Splice(IReadOnlyList<byte[]> corpus)
    {
        if (corpus.Count == 0)
            return;
        var other = corpus[_random.Next(corpus.Count)];
        if (_random.Next(2) == 0)
        {
            Insert(At(), Part(other));
            return;
        }

        var from = _random.Next(other.Length + 1);
        _length = At();
        Insert(_length, other.AsSpan(from));
    }

    private void Remove(int at, int count)
    {
        count = Math.Min(count, _length - at);
        _buffer.AsSpan(at + count, _length - at - count).CopyTo(_buffer.AsSpan(at));
        _length -= count;
    }

    private void Insert(int at, ReadOnlySpan<byte> bytes)
    {
        var count = Math.Min(bytes.Length, _buffer.Length - _length);
        _buffer.AsSpan(at, _length - at).CopyTo(_buffer.AsSpan(at + count));
        bytes[..count].CopyTo(_buffer.AsSpan(at));
        _length += count;
    }

    private void Overwrite(int at, ReadOnlySpan<byte> bytes)
    {
        var count = Math.Min(bytes.Length, _length - at);
        bytes[..count].CopyTo(_buffer.AsSpan(at));
    }

    private int At() => _random.Next(_length + 1);

    // Mostly little, at times a lot.
    private int Block() => 1 + _random.Next(1 + _random.Next(_random.Next(16) == 0 ? _buffer.Length : MostBlock));

    private byte[] Word() => target.Words.Count == 0 ? RandomBytes(2) : target.Words[_random.Next(target.Words.Count)];

    private byte[] Part(ReadOnlySpan<byte> bytes)
    {
        var from = _random.Next(bytes.Length + 1);
        return bytes.Slice(from, Math.Min(Block(), bytes.Length - from)).ToArray();
    }

    private byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private byte[] Repeated()
    {
        var bytes = new byte[Block()];
        bytes.AsSpan().Fill(_length > 0 && _random.Next(2) == 0 ? _buffer[_random.Next(_length)] : (byte)_random.Next(256));
        return bytes;
    }
}
