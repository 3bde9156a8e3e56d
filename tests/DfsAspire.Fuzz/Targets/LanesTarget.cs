using System.Buffers.Binary;
using DfsAspire.Client.Sealing;
using DfsAspire.Protocol.Placement;

namespace DfsAspire.Fuzz.Targets;

/// <summary>How lengths that an entry claims are cut, and who keeps the parts: 8 bytes length, 8 bytes offset, 16 bytes hash.</summary>
internal static class LanesTarget
{
    private const int InputBytes = 32;

    public static FuzzTarget Target { get; } = new("lanes", Run) { Seeds = static () => [new byte[InputBytes]], MaxBytes = InputBytes };

    private static void Run(ReadOnlySpan<byte> input)
    {
        if (input.Length < InputBytes)
            return;
        var lanes = new Lanes((long)(BinaryPrimitives.ReadUInt64BigEndian(input) % ((ulong)Lanes.MaxLength + 1)));
        var offset = BinaryPrimitives.ReadUInt64BigEndian(input[8..]);
        long plain = 0;
        for (var lane = 0; lane < Lanes.Count; lane++)
        {
            Promise.That(lanes.PlainOffset(lane) == plain, "Lanes follow each other without a gap.");
            plain += lanes.PlainLength(lane);
            var at = (long)(offset % (ulong)lanes.SealedLength(lane));
            var segment = lanes.SegmentAtSealed(lane, at);
            Promise.That(segment.SealedOffset <= at && at < segment.SealedOffset + segment.SealedLength, "The segment of a sealed byte holds it.");
            Promise.That(segment.IsLast == (segment.SealedOffset + segment.SealedLength == lanes.SealedLength(lane)), "The last segment ends its lane.");
        }

        Promise.That(plain == lanes.Length, "Four lanes are the content.");
        if (lanes.Length > 0)
        {
            var at = (long)(offset % (ulong)lanes.Length);
            var segment = lanes.SegmentAtPlain(at);
            Promise.That(segment.PlainOffset <= at && at < segment.PlainOffset + segment.PlainLength, "The segment of a byte holds it.");
        }

        CheckPlacement(PlacementTable.PlacementOf(input[16..InputBytes]));
    }

    private static void CheckPlacement(int x)
    {
        for (var number = 1; number <= PlacementTable.Count; number++)
        {
            var (own, across) = (PlacementTable.PartsOf(x, number), PlacementTable.PartsOf(x, PlacementTable.Opposite(number)));
            Promise.That(own.First != own.Second && !across.Contains(own.First) && !across.Contains(own.Second), "Opposite nodes hold all four parts.");
            var holders = PlacementTable.HoldersOf(x, number);
            Promise.That(
                PlacementTable.PartsOf(x, holders.First).Contains(number) && PlacementTable.PartsOf(x, holders.Second).Contains(number),
                "A part's holders hold it.");
        }
    }
}
