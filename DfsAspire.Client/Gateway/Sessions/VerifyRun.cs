using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.Sessions;

/// <summary>A verification of a user's files. It goes on when the request that began it has ended, and keeps the user's session open until it is done.</summary>
internal sealed class VerifyRun : IProgress<TransferProgress>
{
    private readonly Lock _lock = new();
    private TransferProgress _progress;

    /// <param name="store">The store as the user sees it.</param>
    /// <param name="path">What is verified: this and all below it.</param>
    /// <param name="log">Told how it ends, because whoever asked may have gone.</param>
    /// <param name="stopping">Ends it when the gateway stops.</param>
    public VerifyRun(DfsClient store, StorePath path, ILogger log, CancellationToken stopping)
    {
        Path = path;
        Report = Task.Run(() => RunAsync(store, log, stopping), CancellationToken.None);
    }

    /// <summary>What is verified: this and all below it.</summary>
    public StorePath Path { get; }

    /// <summary>What it found; fails as <see cref="DfsClient.VerifyAsync"/> does.</summary>
    public Task<VerifyReport> Report { get; }

    /// <summary>How far it is, in bytes of all copies.</summary>
    public TransferProgress Progress
    {
        get
        {
            lock (_lock)
                return _progress;
        }
    }

    void IProgress<TransferProgress>.Report(TransferProgress value)
    {
        lock (_lock)
            _progress = value;
    }

    private async Task<VerifyReport> RunAsync(DfsClient store, ILogger log, CancellationToken stopping)
    {
        try
        {
            var report = await store.VerifyAsync([Path], this, stopping);
            foreach (var fault in report.NodeFaults)
                log.NodeNotVerified(store.User, fault);
            foreach (var fault in report.Faults)
                log.NotSound(store.User, fault);
            log.Verified(store.User, Path.Value, report.Files, report.Parts, report.Faults.Count);
            return report;
        }
        catch (Exception fault)
        {
            log.VerifyBrokenOff(store.User, Path.Value, fault.Message);
            throw;
        }
    }
}
