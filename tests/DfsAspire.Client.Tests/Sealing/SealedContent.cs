using DfsAspire.Client.Sealing;

namespace DfsAspire.Client.Tests.Sealing;

/// <summary>A whole content in memory, sealed and opened through the public API.</summary>
internal static class SealedContent
{
    public static readonly byte[] Id = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];
    public static readonly byte[] OtherId = [.. Enumerable.Range(2, 16).Select(i => (byte)i)];

    /// <summary>Bytes that differ from place to place, so that a swap cannot go unnoticed.</summary>
    public static byte[] Plaintext(int length)
    {
        byte[] plaintext = new byte[length];
        new Random(length).NextBytes(plaintext);
        return plaintext;
    }

    public static byte[][] Seal(ContentKeys keys, ReadOnlySpan<byte> plaintext)
    {
        Lanes lanes = new(plaintext.Length);
        byte[][] parts = new byte[Lanes.Count][];
        for (int lane = 0; lane < Lanes.Count; lane++)
        {
            parts[lane] = new byte[lanes.SealedLength(lane)];
            SealFrom(keys, plaintext, lane, 0, parts[lane]);
        }

        return parts;
    }

    public static void SealFrom(ContentKeys keys, ReadOnlySpan<byte> plaintext, int lane, long first, byte[] part, long count = long.MaxValue)
    {
        Lanes lanes = new(plaintext.Length);
        using LaneCipher cipher = keys.OpenLane(lanes, lane);
        for (long index = first; index < cipher.SegmentCount && index - first < count; index++)
        {
            Segment segment = lanes.SegmentAt(lane, index);
            int length = cipher.Seal(index, plaintext.Slice((int)segment.PlainOffset, segment.PlainLength), part.AsSpan((int)segment.SealedOffset));
            Assert.Equal(segment.SealedLength, length);
        }
    }

    public static byte[] Open(ContentKeys keys, byte[][] parts, int length)
    {
        Lanes lanes = new(length);
        byte[] plaintext = new byte[length];
        for (int lane = 0; lane < Lanes.Count; lane++)
        {
            using LaneCipher cipher = keys.OpenLane(lanes, lane);
            for (long index = 0; index < cipher.SegmentCount; index++)
            {
                Segment segment = lanes.SegmentAt(lane, index);
                cipher.Open(index, parts[lane].AsSpan((int)segment.SealedOffset, segment.SealedLength), plaintext.AsSpan((int)segment.PlainOffset));
            }
        }

        return plaintext;
    }

    /// <summary>One segment of one part, on its own.</summary>
    public static byte[] OpenSegment(ContentKeys keys, int length, int lane, long index, ReadOnlySpan<byte> sealedBytes)
    {
        Lanes lanes = new(length);
        using LaneCipher cipher = keys.OpenLane(lanes, lane);
        byte[] plaintext = new byte[lanes.SegmentAt(lane, index).PlainLength];
        cipher.Open(index, sealedBytes, plaintext);
        return plaintext;
    }
}
