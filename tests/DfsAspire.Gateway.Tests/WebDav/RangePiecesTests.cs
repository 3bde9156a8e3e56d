using DfsAspire.Client.Sealing;
using DfsAspire.Client.Transfer;

namespace DfsAspire.Gateway.Tests.WebDav;

public sealed class RangePiecesTests
{
    [Fact]
    public void The_pieces_of_a_range_hold_it_in_order_and_little_more()
    {
        var seed = Seeds.Draw();
        var random = new Random(seed);
        for (var i = 0; i < 2000; i++)
        {
            var lanes = new Lanes(1 + random.NextInt64(1 + random.NextInt64(20_000_000)));
            var offset = random.NextInt64(lanes.Length);
            var length = 1 + random.NextInt64(lanes.Length - offset);

            var pieces = RangePieces.Of(lanes, offset, length).ToList();

            var at = lanes.SegmentAtPlain(offset).PlainOffset;
            foreach (var piece in pieces)
            {
                Assert.InRange(piece.End - piece.First, 1, RangePieces.Segments);
                Assert.Equal(at, lanes.SegmentAt(piece.Lane, piece.First).PlainOffset);
                var last = lanes.SegmentAt(piece.Lane, piece.End - 1);
                at = last.PlainOffset + last.PlainLength;
            }

            Assert.InRange(at, offset + length, offset + length + Lanes.SegmentLength);
        }
    }
}
