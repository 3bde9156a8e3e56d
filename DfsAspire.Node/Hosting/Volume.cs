using DfsAspire.Node.Repair;
using DfsAspire.Node.Storage;

namespace DfsAspire.Node.Hosting;

/// <summary>
/// Opens the volume before the first connection is taken and gives it back after the last one has ended: hosted services
/// start in the order of their registration, Kestrel last, and stop in the opposite one.
/// </summary>
internal sealed class Volume(NodeOptions options, RepairOptions repair, TimeProvider time, ILogger<NodeStore> log) : IHostedService
{
    private volatile NodeStore? _store;
    private int _openings;

    /// <summary>What opens the volume. A simulated node has another disk.</summary>
    public Func<VolumeOptions, CancellationToken, Task<NodeStore>> Open { get; init; } = (where, ct) => NodeStore.OpenAsync(where, time, log, ct);

    public NodeStore Store => _store ?? throw new InvalidOperationException("The volume is not open.");

    public async Task StartAsync(CancellationToken cancellationToken) => _store = await OpenAsync(isSuspect: false, cancellationToken);

    /// <summary>Opens the volume anew, after its disk failed or its catalog was found damaged. Until that works, the old store refuses everything.</summary>
    /// <exception cref="StoreException">The cause is not gone yet.</exception>
    public async Task ReopenAsync(CancellationToken cancellationToken)
    {
        await Store.DisposeAsync();
        var opened = await OpenAsync(isSuspect: true, cancellationToken);
        try
        {
            // What failed may have left a wrong row.
            await opened.CheckCatalogAsync(cancellationToken);
        }
        catch
        {
            // Whoever tries again needs the volume's lock.
            await opened.DisposeAsync();
            throw;
        }

        _store = opened;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_store is { } store)
            await store.DisposeAsync();
    }

    private Task<NodeStore> OpenAsync(bool isSuspect, CancellationToken cancellationToken)
    {
        var where = new VolumeOptions
        {
            Directory = options.Volume,
            Node = options.Node,
            MaxStagedBytes = options.MaxStagedBytes,
            MaxStagedBytesPerUser = options.MaxStagedBytesPerUser,
            PartialRetention = options.PartialLife,
            ReplacedLife = repair.ReplacedLife,
            ReplacedNotice = repair.Notice,
            IsSuspect = isSuspect,
            Opening = _openings++,
        };
        return Open(where, cancellationToken);
    }
}
