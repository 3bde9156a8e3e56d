using DfsAspire.Client.Sealing;

namespace DfsAspire.Client.Tests.Sealing;

public sealed class ContentKeysTests
{
    private const int Border = Lanes.Count * Lanes.SegmentLength;

    [Fact]
    public void A_segment_is_sealed_once()
    {
        using ContentKeys keys = ContentKeys.Create(SealedContent.Id);
        byte[] part = new byte[100];
        SealedContent.SealFrom(keys, new byte[40], 1, 0, part);
        Assert.Throws<InvalidOperationException>(() => SealedContent.SealFrom(keys, new byte[40], 1, 0, part));
        SealedContent.SealFrom(keys, new byte[40], 2, 0, part);
    }

    [Fact]
    public void Unwrapped_keys_seal_nothing_until_a_run_is_started()
    {
        using ContentKeys keys = ContentKeys.Create(SealedContent.Id);
        using ContentKeys unwrapped = new(SealedContent.Id, keys.DataKey, keys.Runs);
        byte[] part = new byte[100];
        Assert.Throws<InvalidOperationException>(() => SealedContent.SealFrom(unwrapped, new byte[40], 0, 0, part));
        unwrapped.StartRun([0, 1, 1, 1]);
        SealedContent.SealFrom(unwrapped, new byte[40], 0, 0, part);
        Assert.Throws<InvalidOperationException>(() => SealedContent.SealFrom(unwrapped, new byte[40], 1, 0, part));
    }

    [Fact]
    public void A_content_sealed_in_three_runs_comes_back()
    {
        byte[] plaintext = SealedContent.Plaintext(5 * Border + 17);
        Lanes lanes = new(plaintext.Length);
        byte[][] parts = [.. Enumerable.Range(0, 4).Select(lane => new byte[lanes.SealedLength(lane)])];
        using ContentKeys keys = ContentKeys.Create(SealedContent.Id);
        long[][] starts = [[0, 0, 0, 0], [2, 1, 0, 6], [5, 1, 3, 6]];
        for (int run = 0; run < starts.Length; run++)
        {
            if (run > 0)
                keys.StartRun(starts[run]);
            for (int lane = 0; lane < Lanes.Count; lane++)
                SealedContent.SealFrom(keys, plaintext, lane, starts[run][lane], parts[lane]);
        }

        Assert.Equal(plaintext, SealedContent.Open(keys, parts, plaintext.Length));
    }

    [Fact]
    public void A_segment_sealed_again_in_another_run_has_other_bytes()
    {
        using ContentKeys keys = ContentKeys.Create(SealedContent.Id);
        byte[] plaintext = new byte[400];
        byte[][] first = SealedContent.Seal(keys, plaintext);
        keys.StartRun([0, 0, 0, 0]);
        byte[][] second = SealedContent.Seal(keys, plaintext);
        Assert.All(first.Zip(second), pair => Assert.NotEqual(pair.First, pair.Second));
        Assert.Throws<SealBrokenException>(() => SealedContent.Open(keys, first, plaintext.Length));
    }

    [Fact]
    public void A_run_that_begins_earlier_takes_over_what_was_sealed_from_there_on()
    {
        byte[] plaintext = SealedContent.Plaintext(5 * Border + 17);
        byte[][] parts = SealedContent.Seal(ContentKeys.Create(SealedContent.Id), plaintext);
        using ContentKeys keys = ContentKeys.Create(SealedContent.Id);
        long[][] starts = [[0, 0, 0, 0], [4, 3, 2, 1], [2, 5, 0, 1]];
        for (int run = 0; run < starts.Length; run++)
        {
            if (run > 0)
                keys.StartRun(starts[run]);
            for (int lane = 0; lane < Lanes.Count; lane++)
                SealedContent.SealFrom(keys, plaintext, lane, starts[run][lane], parts[lane]);
        }

        Assert.True(KeyRun.AreInOrder(keys.Runs));
        Assert.Equal(plaintext, SealedContent.Open(keys, parts, plaintext.Length));
    }

    [Fact]
    public void A_segment_made_again_to_compare_has_the_bytes_it_was_sealed_to()
    {
        byte[] plaintext = SealedContent.Plaintext(3 * Border);
        Lanes lanes = new(plaintext.Length);
        byte[] part = new byte[lanes.SealedLength(1)];
        using ContentKeys keys = ContentKeys.Create(SealedContent.Id);
        SealedContent.SealFrom(keys, plaintext, 1, 0, part, count: 2);
        keys.StartRun([0, 2, 0, 0]);
        SealedContent.SealFrom(keys, plaintext, 1, 2, part);
        using LaneCipher cipher = keys.OpenLane(lanes, 1);
        for (long index = 0; index < cipher.SegmentCount; index++)
        {
            Segment segment = lanes.SegmentAt(1, index);
            byte[] again = new byte[segment.SealedLength];
            cipher.SealToCompare(index, plaintext.AsSpan((int)segment.PlainOffset, segment.PlainLength), again);
            Assert.Equal(part.AsSpan((int)segment.SealedOffset, segment.SealedLength).ToArray(), again);
        }
    }

    [Fact]
    public void Runs_name_four_lanes_and_segments_that_a_lane_may_have()
    {
        using ContentKeys keys = ContentKeys.Create(SealedContent.Id);
        keys.StartRun([2, 2, 2, 2]);
        Assert.Throws<ArgumentException>(() => keys.StartRun([2, 2, -1, 2]));
        Assert.Throws<ArgumentException>(() => keys.StartRun([2, 2, 2]));
        Assert.Throws<ArgumentException>(() => keys.StartRun([2, 2, 2, long.MaxValue]));
        Assert.Equal(2, keys.Runs.Count);
    }

    [Fact]
    public void A_content_has_at_most_sixty_four_runs()
    {
        using ContentKeys keys = ContentKeys.Create(SealedContent.Id);
        for (int run = 1; run < ContentKeys.MaxRuns; run++)
            keys.StartRun([run, run, run, run]);
        Assert.Throws<InvalidOperationException>(() => keys.StartRun([99, 99, 99, 99]));
    }

    [Fact]
    public void Disposed_keys_are_cleared_and_refuse_to_work()
    {
        ContentKeys keys = ContentKeys.Create(SealedContent.Id);
        ReadOnlySpan<byte> dataKey = keys.DataKey;
        Assert.True(dataKey.ContainsAnyExcept((byte)0));
        keys.Dispose();
        Assert.False(dataKey.ContainsAnyExcept((byte)0));
        Assert.Throws<ObjectDisposedException>(() => keys.OpenLane(default, 0));
    }
}
