using System.Buffers;

namespace DfsAspire.Fuzz.Targets;

/// <summary>Bytes as a sequence of several segments, as pipes hand them out.</summary>
internal static class Pieces
{
    /// <summary>Cuts bytes into pieces whose sizes, 1 to 16 times 1, 4 or 16, follow from a seed.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Cut(ReadOnlyMemory<byte> bytes, int seed)
    {
        var random = new Random(seed);
        var unit = 1 << (2 * random.Next(3));
        while (!bytes.IsEmpty)
        {
            var take = Math.Min(bytes.Length, unit * random.Next(1, 17));
            yield return bytes[..take];
            bytes = bytes[take..];
        }
    }

    /// <summary>The pieces as one sequence.</summary>
    public static ReadOnlySequence<byte> Sequence(ReadOnlyMemory<byte> bytes, int seed)
    {
        Piece? first = null, last = null;
        foreach (var piece in Cut(bytes, seed))
            last = last is null ? first = new Piece(piece, 0) : last.Then(piece);
        return first is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

        public Piece Then(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
