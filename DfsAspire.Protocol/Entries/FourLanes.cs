namespace DfsAspire.Protocol.Entries;

/// <summary>
/// How long the four lanes of a content are, in the clear and sealed (docs/architecture.md, "Sealing"). Nodes need it to hold the lengths of parts against
/// the length of the file. All lengths are bytes.
/// </summary>
public static class FourLanes
{
    /// <summary>Bytes of plaintext in every segment but a lane's last.</summary>
    public const int SegmentLength = 64 * 1024;

    /// <summary>Bytes that sealing adds to a segment.</summary>
    public const int TagLength = 16;

    /// <summary>Where a lane's plaintext starts in a content of <paramref name="length"/> bytes; lanes are numbered from 0.</summary>
    public static long PlainOffset(long length, int lane) => Math.Min(lane * ((length + WireLimits.Nodes - 1) / WireLimits.Nodes), length);

    /// <summary>The length of a lane's plaintext.</summary>
    public static long PlainLength(long length, int lane) => PlainOffset(length, lane + 1) - PlainOffset(length, lane);

    /// <summary>How many segments a lane has: at least one.</summary>
    public static long SegmentCount(long length, int lane) => Math.Max(1, (PlainLength(length, lane) + SegmentLength - 1) / SegmentLength);

    /// <summary>The length of a sealed lane, which is the length of its part.</summary>
    public static long SealedLength(long length, int lane) => PlainLength(length, lane) + SegmentCount(length, lane) * TagLength;

    /// <summary>The least length that a content has of which some part is so long.</summary>
    public static long LeastLength(long sealedLength)
    {
        var plain = sealedLength - (sealedLength + SegmentLength + TagLength - 1) / (SegmentLength + TagLength) * TagLength;
        return plain <= 0 ? 0 : WireLimits.Nodes * (plain - 1) + 1;
    }

    /// <summary>True when no part is longer than what a file of the entry's length is sealed to; true for what has no parts.</summary>
    public static bool HoldsParts(Entry entry) =>
        !entry.Parts.Where((part, lane) => part.Length > SealedLength(entry.ContentLength, lane)).Any();
}
