using DfsAspire.Node.Storage;

namespace DfsAspire.Node.Hosting;

/// <summary>
/// Opens the volume before the first connection is taken and gives it back after the last one has ended: hosted services
/// start in the order of their registration, Kestrel last, and stop in the opposite one.
/// </summary>
internal sealed partial class Volume(NodeOptions options, TimeProvider time, ILogger<NodeStore> log) : IHostedService
{
    private NodeStore? _store;

    public NodeStore Store => _store ?? throw new InvalidOperationException("The volume is not open.");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var where = new VolumeOptions { Directory = options.Volume, Node = options.Node, MaxStagedBytes = options.MaxStagedBytes };
        _store = await NodeStore.OpenAsync(where, time, log, cancellationToken);
        var identity = _store.Identity;
        if (identity.Cluster is { } cluster)
            Opened(options.Volume, identity.Node, cluster, identity.Incarnation);
        else
            OpenedUnfounded(options.Volume, identity.Node);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_store is { } store)
            await store.DisposeAsync();
    }

    [LoggerMessage(1000, LogLevel.Information, "Volume {Directory} of node {Node} is open: cluster {Cluster}, incarnation {Incarnation}.")]
    private partial void Opened(string directory, int node, Guid cluster, long incarnation);

    [LoggerMessage(1001, LogLevel.Information, "Volume {Directory} of node {Node} is open and waits for the cluster to be founded.")]
    private partial void OpenedUnfounded(string directory, int node);
}
