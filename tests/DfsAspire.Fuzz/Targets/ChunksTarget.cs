using System.Buffers;
using System.Buffers.Binary;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Fuzz.Targets;

/// <summary>Contents in chunks: the first two bytes are the announced length, the third the size of the reader's buffer.</summary>
internal static class ChunksTarget
{
    private const int HeadBytes = 3;

    public static FuzzTarget Target { get; } = new("chunks", Run)
    {
        Seeds = static () => new[] { 0, 1, 255, 256, 1023, 1024, 1025, 2000, 3072 }.Select(Framed),
        Words = [[0xc4], [0xc5], [0xc5, 0x04, 0x00], [0xc5, 0x01, 0x00], [0xc4, 0xff], [0xc5, 0x03, 0xff], [0xc5, 0x00, 0xff]],
        MaxBytes = 8 * 1024,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        if (input.Length < HeadBytes)
            return;
        var bytes = input[HeadBytes..].ToArray();
        var length = BinaryPrimitives.ReadUInt16BigEndian(input);
        var whole = Read(new ReadOnlySequence<byte>(bytes), length, bytes.Length + 1, out var used, out var refused);
        var cut = Read(Pieces.Sequence(bytes, input[2]), length, 1 + (input[2] * 8), out var usedCut, out var refusedCut);
        Promise.That(refused == refusedCut && whole.Length <= length && cut.Length <= length, "No more contents than were announced, and one fault in whatever pieces.");
        // What came before a fault may have been handed out or not.
        if (refused)
            return;
        Promise.That(used == usedCut && whole.AsSpan().SequenceEqual(cut), "Contents do not depend on how their bytes come.");
        // There is one way to frame contents.
        var output = new ArrayBufferWriter<byte>(used + HeadBytes);
        new ChunkWriter(length).Write(output, whole);
        Promise.That(
            bytes.AsSpan(0, used).StartsWith(output.WrittenSpan) && used - output.WrittenCount is 0 or 2 or 3,
            "What was taken is what a writer writes, and at most the head of the next chunk.");
    }

    private static byte[] Read(ReadOnlySequence<byte> bytes, int length, int bufferBytes, out int used, out bool refused)
    {
        var reader = new ChunkReader(length);
        var input = new SequenceReader<byte>(bytes);
        var contents = new ArrayBufferWriter<byte>(length + 1);
        var buffer = new byte[bufferBytes];
        refused = false;
        try
        {
            while (reader.Read(ref input, buffer) is var count and > 0)
                contents.Write(buffer.AsSpan(0, count));
        }
        catch (MalformedMessageException)
        {
            refused = true;
        }

        used = (int)input.Consumed;
        return contents.WrittenSpan.ToArray();
    }

    private static byte[] Framed(int length)
    {
        var output = new ArrayBufferWriter<byte>();
        output.Write((ReadOnlySpan<byte>)[(byte)(length >> 8), (byte)length, 3]);
        new ChunkWriter(length).Write(output, new byte[length]);
        return output.WrittenSpan.ToArray();
    }
}
