using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Placement;

namespace DfsAspire.Client.Sealing;

/// <summary>
/// How a content is cut: its plaintext of <c>n</c> bytes is four lanes of ⌈n/4⌉ bytes, later ones shorter or empty; a
/// lane is segments of 64 KiB, the last one shorter. An empty lane is one empty segment, so that its being empty is
/// sealed too. A sealed lane is a part: lane <c>l</c> (0 to 3) is part <c>l + 1</c>.
/// </summary>
/// <remarks>All offsets and lengths are bytes. The default value is the empty content.</remarks>
public readonly record struct Lanes
{
    /// <summary>The number of lanes.</summary>
    public const int Count = PlacementTable.Count;

    /// <summary>Bytes of plaintext in every segment but a lane's last.</summary>
    public const int SegmentLength = FourLanes.SegmentLength;

    /// <summary>Bytes that sealing adds to a segment: the tag of AES-GCM, behind the ciphertext.</summary>
    public const int TagLength = FourLanes.TagLength;

    /// <summary>Bytes of a full segment when sealed: the size of a buffer that holds any.</summary>
    public const int SealedSegmentLength = SegmentLength + TagLength;

    /// <summary>
    /// The longest content: 256 TiB, 2^44 blocks of AES. That is beyond any volume, and well within what one key of
    /// AES-GCM may seal.
    /// </summary>
    public const long MaxLength = 1L << 48;

    /// <summary>The lanes of a content of <paramref name="length"/> bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative or above <see cref="MaxLength"/>.</exception>
    public Lanes(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaxLength);
        Length = length;
    }

    /// <summary>The length of the content's plaintext.</summary>
    public long Length { get; }

    private long Quarter => (Length + Count - 1) / Count;

    /// <summary>Where the lane's plaintext starts in the content. An empty lane starts at the content's end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The lane is not 0 to 3.</exception>
    public long PlainOffset(int lane)
    {
        ThrowIfNotLane(lane);
        return FourLanes.PlainOffset(Length, lane);
    }

    /// <summary>The length of the lane's plaintext.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The lane is not 0 to 3.</exception>
    public long PlainLength(int lane)
    {
        ThrowIfNotLane(lane);
        return FourLanes.PlainLength(Length, lane);
    }

    /// <summary>How many segments the lane has: at least one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The lane is not 0 to 3.</exception>
    public long SegmentCount(int lane)
    {
        ThrowIfNotLane(lane);
        return FourLanes.SegmentCount(Length, lane);
    }

    /// <summary>The length of the sealed lane, which is the length of its part.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The lane is not 0 to 3.</exception>
    public long SealedLength(int lane)
    {
        ThrowIfNotLane(lane);
        return FourLanes.SealedLength(Length, lane);
    }

    /// <summary>The segment with number <paramref name="index"/> of a lane.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The lane is not 0 to 3, or it has no such segment.</exception>
    public Segment SegmentAt(int lane, long index)
    {
        long count = SegmentCount(lane);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
        long offset = index * SegmentLength;
        int length = (int)Math.Min(SegmentLength, PlainLength(lane) - offset);
        return new Segment(lane, index, PlainOffset(lane) + offset, length, index * SealedSegmentLength, index == count - 1);
    }

    /// <summary>The segment that holds byte <paramref name="sealedOffset"/> of the lane's part.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The lane is not 0 to 3, or its part has no such byte.</exception>
    public Segment SegmentAtSealed(int lane, long sealedOffset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sealedOffset);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sealedOffset, SealedLength(lane));
        return SegmentAt(lane, sealedOffset / SealedSegmentLength);
    }

    /// <summary>The segment that holds byte <paramref name="plainOffset"/> of the content.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The content has no such byte.</exception>
    public Segment SegmentAtPlain(long plainOffset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(plainOffset);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(plainOffset, Length);
        int lane = (int)(plainOffset / Quarter);
        return SegmentAt(lane, (plainOffset - PlainOffset(lane)) / SegmentLength);
    }

    private static void ThrowIfNotLane(int lane)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lane);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(lane, Count);
    }
}
