using DfsAspire.Client.Sealing;
using DfsAspire.Protocol;

namespace DfsAspire.Client.Tests.Sealing;

public sealed class PaddedLengthTests
{
    // Computed by hand from the paper's formula.
    [Theory]
    [InlineData(0, 1024)]
    [InlineData(1024, 1024)]
    [InlineData(1025, 1088)]
    [InlineData(1088, 1088)]
    [InlineData(65_535, 65_536)]
    [InlineData(65_537, 67_584)]
    [InlineData(1_000_000, 1_015_808)]
    public void A_length_is_padded_as_the_paper_says(long length, long padded) => Assert.Equal(padded, PaddedLength.Of(length));

    [Fact]
    public void It_is_never_shorter_costs_a_sixteenth_at_the_most_and_leaves_few_lengths()
    {
        HashSet<long> padded = [];
        for (var length = PaddedLength.Least + 1; length <= 1 << 20; length++)
        {
            var to = PaddedLength.Of(length);
            Assert.InRange(to, length, length + length / (length < 1 << 16 ? 16 : 32));
            Assert.Equal(to, PaddedLength.Of(to));
            padded.Add(to);
        }

        Assert.Equal(224, padded.Count);
        Assert.Equal(WireLimits.ContentBytes, PaddedLength.Of(WireLimits.ContentBytes));
        Assert.Equal(WireLimits.ContentBytes, PaddedLength.Of(WireLimits.ContentBytes - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => PaddedLength.Of(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => PaddedLength.Of(WireLimits.ContentBytes + 1));
    }
}
