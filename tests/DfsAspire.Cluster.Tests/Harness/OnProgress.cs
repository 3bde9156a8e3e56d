namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>Does something once, in the middle of a transfer.</summary>
internal sealed class OnProgress(double share, Action act) : IProgress<TransferProgress>
{
    private int _done;

    /// <summary>True when it was done before the transfer's last byte.</summary>
    public bool WasMidway { get; private set; }

    public void Report(TransferProgress value)
    {
        if (value.Done < value.Total * share || Interlocked.Exchange(ref _done, 1) == 1)
            return;
        WasMidway = value.Done < value.Total;
        act();
    }
}
