using System.Buffers;

namespace DfsAspire.Protocol.Tests.Framing;

/// <summary>Bytes as a sequence of several segments, as pipes hand them out.</summary>
internal static class Pieces
{
    public static ReadOnlySequence<byte> Of(byte[] bytes, params int[] sizes)
    {
        if (bytes.Length == 0)
            return ReadOnlySequence<byte>.Empty;
        Piece? first = null, last = null;
        var at = 0;
        for (var turn = 0; at < bytes.Length; turn++)
        {
            var take = turn < sizes.Length ? Math.Min(sizes[turn], bytes.Length - at) : bytes.Length - at;
            var memory = bytes.AsMemory(at, take);
            last = last is null ? first = new Piece(memory, 0) : last.Then(memory);
            at += take;
        }

        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
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
