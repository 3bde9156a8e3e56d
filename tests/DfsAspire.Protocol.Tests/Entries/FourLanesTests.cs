using DfsAspire.Protocol.Entries;

namespace DfsAspire.Protocol.Tests.Entries;

public sealed class FourLanesTests
{
    private const int Segment = FourLanes.SegmentLength;

    [Fact]
    public void A_part_tells_how_long_its_content_is_at_the_least()
    {
        long[] edges = [0, 1, 4, Segment, 4L * Segment, 8L * Segment, 1L << 32, 1L << 47];
        foreach (var length in edges.SelectMany(edge => Enumerable.Range(-9, 19).Select(n => edge + n)).Where(length => length >= 0))
        {
            Assert.All(Enumerable.Range(0, WireLimits.Nodes), lane => Assert.InRange(FourLanes.LeastLength(FourLanes.SealedLength(length, lane)), 0, length));
            // The first lane is the longest, and longer than a quarter by less than a byte.
            Assert.InRange(length - FourLanes.LeastLength(FourLanes.SealedLength(length, 0)), 0, WireLimits.Nodes - 1);
        }
    }
}
