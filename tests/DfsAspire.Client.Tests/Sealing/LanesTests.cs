using CsCheck;
using DfsAspire.Client.Sealing;

namespace DfsAspire.Client.Tests.Sealing;

public sealed class LanesTests
{
    private const int Border = Lanes.Count * Lanes.SegmentLength;

    public static IEnumerable<long> Lengths =>
        [.. Enumerable.Range(0, 201), .. Enumerable.Range(Border - 9, 19), .. Enumerable.Range(2 * Border - 5, 11), Lanes.MaxLength - 1, Lanes.MaxLength];

    [Fact]
    public void Four_lanes_cover_every_byte_once()
    {
        foreach (long length in Lengths)
        {
            Lanes lanes = new(length);
            long next = 0;
            for (int lane = 0; lane < Lanes.Count; lane++)
            {
                Assert.Equal(next, lanes.PlainOffset(lane));
                Assert.InRange(lanes.PlainLength(lane), 0, (length + 3) / 4);
                next += lanes.PlainLength(lane);
            }

            Assert.Equal(length, next);
        }
    }

    [Theory]
    [InlineData(0, 0, 0, 0, 0)]
    [InlineData(1, 1, 0, 0, 0)]
    [InlineData(2, 1, 1, 0, 0)]
    [InlineData(3, 1, 1, 1, 0)]
    [InlineData(5, 2, 2, 1, 0)]
    [InlineData(6, 2, 2, 2, 0)]
    [InlineData(9, 3, 3, 3, 0)]
    [InlineData(1025, 257, 257, 257, 254)]
    public void Later_lanes_are_shorter_or_empty(long length, long first, long second, long third, long fourth)
    {
        Lanes lanes = new(length);
        Assert.Equal([first, second, third, fourth], Enumerable.Range(0, 4).Select(lanes.PlainLength));
    }

    [Fact]
    public void Segments_of_a_lane_lie_end_to_end_and_only_the_final_one_is_last()
    {
        foreach (long length in Lengths.Where(length => length <= 3 * Border))
        {
            Lanes lanes = new(length);
            for (int lane = 0; lane < Lanes.Count; lane++)
            {
                long plain = lanes.PlainOffset(lane), position = 0, count = lanes.SegmentCount(lane);
                for (long index = 0; index < count; index++)
                {
                    Segment segment = lanes.SegmentAt(lane, index);
                    Assert.Equal((lane, index, plain, position), (segment.Lane, segment.Index, segment.PlainOffset, segment.SealedOffset));
                    Assert.Equal(index == count - 1, segment.IsLast);
                    Assert.True(segment.IsLast || segment.PlainLength == Lanes.SegmentLength);
                    Assert.True(count == 1 || segment.PlainLength > 0, "a lane with bytes has no empty segment");
                    plain += segment.PlainLength;
                    position += segment.SealedLength;
                }

                Assert.Equal(lanes.PlainOffset(lane) + lanes.PlainLength(lane), plain);
                Assert.Equal(lanes.SealedLength(lane), position);
            }
        }
    }

    [Fact]
    public void Every_offset_finds_the_segment_that_holds_it() =>
        Gen.Select(Gen.Long[1, Lanes.MaxLength], Gen.Double[0, 1], Gen.Int[0, 3]).Sample((length, fraction, lane) =>
        {
            Lanes lanes = new(length);
            long plain = Math.Min((long)(length * fraction), length - 1);
            Segment byPlain = lanes.SegmentAtPlain(plain);
            Assert.InRange(plain, byPlain.PlainOffset, byPlain.PlainOffset + byPlain.PlainLength - 1);

            long position = Math.Min((long)(lanes.SealedLength(lane) * fraction), lanes.SealedLength(lane) - 1);
            Segment bySealed = lanes.SegmentAtSealed(lane, position);
            Assert.InRange(position, bySealed.SealedOffset, bySealed.SealedOffset + bySealed.SealedLength - 1);
            Assert.Equal(lanes.SegmentAt(lane, bySealed.Index), bySealed);
        });

    [Fact]
    public void An_empty_lane_is_one_empty_last_segment()
    {
        Lanes lanes = default;
        Assert.Equal(new Lanes(0), lanes);
        for (int lane = 0; lane < Lanes.Count; lane++)
        {
            Assert.Equal(16, lanes.SealedLength(lane));
            Assert.Equal(new Segment(lane, 0, 0, 0, 0, IsLast: true), lanes.SegmentAt(lane, 0));
            Assert.Equal(0, lanes.SegmentAtSealed(lane, 15).Index);
        }
    }

    [Fact]
    public void What_lies_outside_is_refused()
    {
        Lanes lanes = new(10);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Lanes(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Lanes(Lanes.MaxLength + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => lanes.PlainOffset(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => lanes.PlainLength(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => lanes.SegmentAt(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => lanes.SegmentAt(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => lanes.SegmentAtSealed(0, lanes.SealedLength(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => lanes.SegmentAtPlain(10));
        Assert.Throws<ArgumentOutOfRangeException>(() => default(Lanes).SegmentAtPlain(0));
    }
}
