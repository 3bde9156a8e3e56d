using DfsAspire.Client.Sealing;

namespace DfsAspire.Client.Transfer;

/// <summary>Some whole segments of one lane that follow each other.</summary>
/// <param name="Lane">The lane, 0 to 3.</param>
/// <param name="First">The first segment.</param>
/// <param name="End">The segment behind the last.</param>
internal readonly record struct RangePiece(int Lane, long First, long End);

/// <summary>Cuts a range of a content into pieces of whole segments, in order.</summary>
internal static class RangePieces
{
    /// <summary>The most segments of a piece.</summary>
    public const int Segments = 16;

    /// <summary>The most bytes of plaintext of a piece.</summary>
    public const int Bytes = Segments * Lanes.SegmentLength;

    /// <summary>The pieces that hold bytes of the range; they may hold some before and behind it.</summary>
    public static IEnumerable<RangePiece> Of(Lanes lanes, long offset, long length)
    {
        if (length == 0)
            yield break;
        for (var (at, last) = (lanes.SegmentAtPlain(offset), lanes.SegmentAtPlain(offset + length - 1)); ; at = lanes.SegmentAt(at.Lane + 1, 0))
        {
            var end = at.Lane == last.Lane ? last.Index + 1 : lanes.SegmentCount(at.Lane);
            for (var first = at.Index; first < end; first += Segments)
                yield return new RangePiece(at.Lane, first, Math.Min(first + Segments, end));
            if (at.Lane == last.Lane)
                yield break;
        }
    }
}
