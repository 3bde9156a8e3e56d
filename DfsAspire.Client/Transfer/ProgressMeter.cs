using DfsAspire.Client.Store;

namespace DfsAspire.Client.Transfer;

/// <summary>Adds up what several lanes move, and reports it ten times a second at the most.</summary>
internal sealed class ProgressMeter(IProgress<TransferProgress>? progress, long total, TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private long _done;
    private long _reportedAt = time.GetTimestamp();

    /// <summary>How far it is, for people.</summary>
    public int Percent => total == 0 ? 100 : (int)(100.0 * Interlocked.Read(ref _done) / total);

    public void Add(long bytes)
    {
        var done = Interlocked.Add(ref _done, bytes);
        if (progress is null)
            return;
        var last = Interlocked.Read(ref _reportedAt);
        if (done < total && time.GetElapsedTime(last) < Period)
            return;
        if (Interlocked.CompareExchange(ref _reportedAt, time.GetTimestamp(), last) == last)
            progress.Report(new TransferProgress(done, total));
    }
}
