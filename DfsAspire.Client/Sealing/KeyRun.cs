namespace DfsAspire.Client.Sealing;

/// <summary>
/// One uninterrupted piece of sealing. It covers each lane from its first segment there up to the first of the next run.
/// </summary>
/// <param name="Id">16 random bytes, from which the run key follows.</param>
/// <param name="FirstSegments">The first segment of lanes 0 to 3.</param>
internal sealed record KeyRun(byte[] Id, long[] FirstSegments)
{
    public const int IdLength = 16;

    /// <summary>The most segments that a lane of any content has.</summary>
    public const long MaxSegments = Lanes.MaxLength / Lanes.Count / Lanes.SegmentLength;

    /// <summary>The same run, covering nothing from these segments on.</summary>
    public KeyRun UpTo(long[] segments) => this with { FirstSegments = [.. FirstSegments.Zip(segments, Math.Min)] };

    /// <summary>Whether these runs, one after the other, cover every lane from its start and never step back.</summary>
    public static bool AreInOrder(IReadOnlyList<KeyRun> runs)
    {
        for (int lane = 0; lane < Lanes.Count; lane++)
        {
            long previous = 0;
            for (int run = 0; run < runs.Count; run++)
            {
                long first = runs[run].FirstSegments[lane];
                if (first < previous || first > MaxSegments || (run == 0 && first != 0))
                    return false;
                previous = first;
            }
        }

        return runs.Count > 0;
    }
}
