using System.Buffers.Binary;
using System.IO.Hashing;
using DfsAspire.Protocol.Volume;

namespace DfsAspire.Fuzz.Targets;

/// <summary>The end of a part file, as found on a disk and with its checksum and length put right: what is taken is what a node would write.</summary>
internal static class TrailerTarget
{
    private const int TailBytes = 16 + PartTrailer.LengthBytes;

    public static FuzzTarget Target { get; } = new("trailer", Run)
    {
        Seeds = static () => [new PartTrailer(1, Samples.FileEntry, Samples.Bytes).ToBytes(), new PartTrailer(4, Samples.Tombstone, Array.Empty<byte>()).ToBytes()],
        Words = [.. MessagePackWords.All, .. Samples.Words("dfspart\n")],
        MaxBytes = 10 * 1024,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        if (input.Length < TailBytes)
            return;
        var file = input.ToArray();
        Check(file);
        BinaryPrimitives.WriteUInt128BigEndian(file.AsSpan(^TailBytes..), XxHash128.HashToUInt128(file.AsSpan(..^TailBytes)));
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(^PartTrailer.LengthBytes..), file.Length);
        Check(file);
    }

    private static void Check(byte[] file)
    {
        if (PartTrailer.LengthAt(file.AsSpan(^PartTrailer.LengthBytes..), file.Length) is not { } length)
            return;
        Promise.That(length <= file.Length, "A trailer is no longer than its file.");
        var bytes = file.AsMemory(^length..);
        if (PartTrailer.Parse(bytes) is { } trailer)
            Promise.That(trailer.ToBytes().AsSpan().SequenceEqual(bytes.Span), "A trailer comes back as it was written.");
    }
}
