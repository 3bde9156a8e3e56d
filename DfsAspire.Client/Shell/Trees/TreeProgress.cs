using DfsAspire.Client.Store;

namespace DfsAspire.Client.Shell.Trees;

/// <summary>Adds up the progress of many files that are moved at once.</summary>
internal sealed class TreeProgress(IProgress<TransferProgress>? whole, long total)
{
    private long _done;

    /// <summary>Progress of one of the files; null when nobody looks.</summary>
    public IProgress<TransferProgress>? OfOneFile() => whole is null ? null : new OneFile(this);

    private void Add(long bytes) => whole!.Report(new TransferProgress(Interlocked.Add(ref _done, bytes), total));

    private sealed class OneFile(TreeProgress tree) : IProgress<TransferProgress>
    {
        private long _last;

        public void Report(TransferProgress value) => tree.Add(value.Done - Interlocked.Exchange(ref _last, value.Done));
    }
}
