using DfsAspire.Client.Sealing;

namespace DfsAspire.Fuzz.Targets;

/// <summary>
/// Sealed segments: the first three bytes choose a content's length, a lane and a segment; the rest is what a node sent. It opens only when
/// it is, bit for bit, what was sealed there.
/// </summary>
internal static class SegmentsTarget
{
    private const int HeadBytes = 3;

    // Lanes of two segments, the second short; of one; and empty ones.
    private static readonly long[] Lengths = [4 * (Lanes.SegmentLength + 20), 1000, 5, 1, 0];

    public static FuzzTarget Target { get; } = new("segments", Run) { Seeds = Seeds, MaxBytes = 1024 };

    private static void Run(ReadOnlySpan<byte> input)
    {
        if (input.Length < HeadBytes)
            return;
        var (lanes, lane, index) = Choose(input);
        var plaintext = new byte[Lanes.SegmentLength];
        using var cipher = FixedKeys.Content.OpenLane(lanes, lane);
        try
        {
            var length = cipher.Open(index, input[HeadBytes..], plaintext);
            Promise.That(input[HeadBytes..].SequenceEqual(Sealed(lanes, lane, index)), "What opens is what was sealed.");
            Promise.That(!plaintext.AsSpan(0, length).ContainsAnyExcept((byte)0), "It opens to its plaintext.");
        }
        catch (SealBrokenException)
        {
            Promise.That(!plaintext.AsSpan().ContainsAnyExcept((byte)0), "Nothing is left of what does not open.");
        }
    }

    private static (Lanes Lanes, int Lane, long Index) Choose(ReadOnlySpan<byte> head)
    {
        var lanes = new Lanes(Lengths[head[0] % Lengths.Length]);
        var lane = head[1] % Lanes.Count;
        return (lanes, lane, head[2] % lanes.SegmentCount(lane));
    }

    private static byte[] Sealed(Lanes lanes, int lane, long index)
    {
        using var cipher = FixedKeys.Content.OpenLane(lanes, lane);
        var buffer = new byte[Lanes.SealedSegmentLength];
        return buffer[..cipher.SealToCompare(index, new byte[lanes.SegmentAt(lane, index).PlainLength], buffer)];
    }

    private static IEnumerable<byte[]> Seeds()
    {
        for (byte length = 0; length < Lengths.Length; length++)
        {
            for (byte lane = 0; lane < Lanes.Count; lane++)
            {
                byte[] head = [length, lane, 1];
                var (lanes, _, index) = Choose(head);
                yield return [.. head, .. Sealed(lanes, lane, index)];
            }
        }
    }
}
