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
    public void Runs_never_step_back_and_name_four_lanes()
    {
        using ContentKeys keys = ContentKeys.Create(SealedContent.Id);
        keys.StartRun([2, 2, 2, 2]);
        Assert.Throws<ArgumentException>(() => keys.StartRun([2, 2, 1, 2]));
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
