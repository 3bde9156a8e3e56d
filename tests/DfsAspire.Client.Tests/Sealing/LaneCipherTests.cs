using CsCheck;
using DfsAspire.Client.Sealing;

namespace DfsAspire.Client.Tests.Sealing;

public sealed class LaneCipherTests
{
    private const int Border = Lanes.Count * Lanes.SegmentLength;

    [Fact]
    public void Short_contents_and_those_around_a_border_come_back()
    {
        foreach (int length in (int[])[.. Enumerable.Range(0, 201), .. Enumerable.Range(Border - 5, 11), 2 * Border - 1, 2 * Border, 2 * Border + 1])
            AssertRoundTrip(SealedContent.Plaintext(length));
    }

    [Fact]
    public void Any_content_comes_back() => Gen.Byte.Array[0, 3 * Border].Sample(AssertRoundTrip, iter: 20);

    [Fact]
    public void A_changed_byte_anywhere_is_refused()
    {
        byte[] plaintext = SealedContent.Plaintext(150);
        using ContentKeys keys = ContentKeys.Create(SealedContent.Id);
        byte[][] parts = SealedContent.Seal(keys, plaintext);
        foreach (byte[] part in parts)
        {
            for (int offset = 0; offset < part.Length; offset++)
            {
                part[offset] ^= 0x01;
                Assert.Throws<SealBrokenException>(() => SealedContent.Open(keys, parts, plaintext.Length));
                part[offset] ^= 0x01;
            }
        }

        Assert.Equal(plaintext, SealedContent.Open(keys, parts, plaintext.Length));
    }

    [Fact]
    public void A_refused_segment_leaves_no_plaintext_behind()
    {
        using ContentKeys keys = ContentKeys.Create(SealedContent.Id);
        byte[] part = SealedContent.Seal(keys, SealedContent.Plaintext(400))[0];
        part[^1] ^= 0x80;
        byte[] destination = [.. Enumerable.Repeat((byte)7, 100)];
        using LaneCipher cipher = keys.OpenLane(new Lanes(400), 0);
        Assert.Throws<SealBrokenException>(() => cipher.Open(0, part, destination));
        Assert.All(destination, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Segments_swapped_within_a_lane_are_refused()
    {
        int length = 3 * Border;
        using ContentKeys keys = ContentKeys.Create(SealedContent.Id);
        byte[][] parts = SealedContent.Seal(keys, SealedContent.Plaintext(length));
        byte[] second = parts[0][Lanes.SealedSegmentLength..(2 * Lanes.SealedSegmentLength)];
        Assert.Throws<SealBrokenException>(() => SealedContent.OpenSegment(keys, length, 0, 0, second));
        Assert.NotEmpty(SealedContent.OpenSegment(keys, length, 0, 1, second));
    }

    [Fact]
    public void Segments_swapped_between_lanes_are_refused()
    {
        int length = 2 * Border;
        using ContentKeys keys = ContentKeys.Create(SealedContent.Id);
        byte[][] parts = SealedContent.Seal(keys, SealedContent.Plaintext(length));
        (parts[1], parts[3]) = (parts[3], parts[1]);
        Assert.Throws<SealBrokenException>(() => SealedContent.Open(keys, parts, length));
    }

    [Fact]
    public void A_lane_cut_at_a_segment_border_is_refused()
    {
        // The cut lane would be a well-formed lane of a shorter content, if the last segment were not marked.
        using ContentKeys keys = ContentKeys.Create(SealedContent.Id);
        byte[][] parts = SealedContent.Seal(keys, SealedContent.Plaintext(3 * Border));
        byte[][] cut = [.. parts.Select(part => part[..^Lanes.SealedSegmentLength])];
        Assert.Throws<SealBrokenException>(() => SealedContent.Open(keys, cut, 2 * Border));
    }

    [Fact]
    public void A_lane_that_goes_on_behind_its_last_segment_is_refused()
    {
        using ContentKeys keys = ContentKeys.Create(SealedContent.Id);
        byte[][] parts = SealedContent.Seal(keys, SealedContent.Plaintext(Border));
        Assert.Throws<SealBrokenException>(() => SealedContent.OpenSegment(keys, 2 * Border, 0, 0, parts[0]));
    }

    [Fact]
    public void A_segment_of_the_wrong_length_is_refused()
    {
        using ContentKeys keys = ContentKeys.Create(SealedContent.Id);
        byte[] part = SealedContent.Seal(keys, SealedContent.Plaintext(40))[0];
        Assert.Throws<SealBrokenException>(() => SealedContent.OpenSegment(keys, 40, 0, 0, part.AsSpan(..^1)));
        Assert.Throws<SealBrokenException>(() => SealedContent.OpenSegment(keys, 40, 0, 0, [.. part, 0]));
        Assert.Throws<SealBrokenException>(() => SealedContent.OpenSegment(keys, 40, 0, 0, []));
    }

    [Fact]
    public void Keys_of_another_content_open_nothing()
    {
        byte[] plaintext = SealedContent.Plaintext(100);
        byte[] dataKey = new byte[32];
        KeyRun run = new(new byte[16], [0, 0, 0, 0]);
        using ContentKeys keys = new(SealedContent.Id, dataKey, []);
        keys.StartRun([0, 0, 0, 0]);
        byte[][] parts = SealedContent.Seal(keys, plaintext);

        using ContentKeys sameDataKeyOtherId = new(SealedContent.OtherId, dataKey, keys.Runs);
        Assert.Throws<SealBrokenException>(() => SealedContent.Open(sameDataKeyOtherId, parts, plaintext.Length));
        using ContentKeys otherRun = new(SealedContent.Id, dataKey, [run]);
        Assert.Throws<SealBrokenException>(() => SealedContent.Open(otherRun, parts, plaintext.Length));
        using ContentKeys others = ContentKeys.Create(SealedContent.Id);
        Assert.Throws<SealBrokenException>(() => SealedContent.Open(others, parts, plaintext.Length));
    }

    [Fact]
    public void Equal_plaintexts_never_seal_to_equal_bytes()
    {
        byte[] plaintext = new byte[4 * 1000];
        using ContentKeys keys = ContentKeys.Create(SealedContent.Id);
        using ContentKeys others = ContentKeys.Create(SealedContent.Id);
        byte[][] parts = [.. SealedContent.Seal(keys, plaintext), .. SealedContent.Seal(others, plaintext)];
        Assert.Equal(8, parts.Select(Convert.ToHexString).Distinct().Count());
    }

    [Fact]
    public void Misuse_is_told_apart_from_broken_seals()
    {
        using ContentKeys keys = ContentKeys.Create(SealedContent.Id);
        using LaneCipher cipher = keys.OpenLane(new Lanes(40), 0);
        byte[] buffer = new byte[100];
        Assert.Throws<ArgumentOutOfRangeException>(() => cipher.Seal(1, new byte[10], buffer));
        Assert.Throws<ArgumentException>(() => cipher.Seal(0, new byte[9], buffer));
        Assert.Throws<ArgumentException>(() => cipher.Seal(0, new byte[10], new byte[25]));
        Assert.Throws<ArgumentException>(() => cipher.Open(0, new byte[26], new byte[9]));
        Assert.Throws<ArgumentOutOfRangeException>(() => keys.OpenLane(new Lanes(40), 4));
        Assert.Throws<ArgumentException>(() => ContentKeys.Create(new byte[15]));
    }

    [Fact]
    public void Sealing_and_opening_allocate_nothing_per_segment()
    {
        const int Rounds = 5;
        const int PerRound = 16;
        using ContentKeys keys = ContentKeys.Create(SealedContent.Id);
        using LaneCipher cipher = keys.OpenLane(new Lanes((long)(1 + Rounds * PerRound) * Border), 2);
        byte[] plaintext = new byte[Lanes.SegmentLength];
        byte[] destination = new byte[Lanes.SealedSegmentLength];
        SealAndOpen(0);

        // A collection in the middle, which tests beside this one bring about, counts a part of the thread's allocation budget: never in every round.
        Assert.Equal(0, Enumerable.Range(0, Rounds).Min(AllocatedInRound));

        long AllocatedInRound(int round)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int index = 1 + round * PerRound; index <= (round + 1) * PerRound; index++)
                SealAndOpen(index);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        void SealAndOpen(int index)
        {
            cipher.Seal(index, plaintext, destination);
            cipher.Open(index, destination, plaintext);
        }
    }

    private static void AssertRoundTrip(byte[] plaintext)
    {
        using ContentKeys keys = ContentKeys.Create(SealedContent.Id);
        byte[][] parts = SealedContent.Seal(keys, plaintext);
        Assert.True(plaintext.AsSpan().SequenceEqual(SealedContent.Open(keys, parts, plaintext.Length)), $"length {plaintext.Length}");
    }
}
