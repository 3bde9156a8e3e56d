namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>Does something once, in the middle of a transfer.</summary>
internal sealed class OnProgress(double share, Action act) : IProgress<TransferProgress>
{
    private int _done;

    public void Report(TransferProgress value)
    {
        if (value.Done < value.Total * share || Interlocked.Exchange(ref _done, 1) == 1)
            return;
        act();
    }
}
