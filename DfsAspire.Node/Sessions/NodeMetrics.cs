using System.Diagnostics.Metrics;
using DfsAspire.Node.Hosting;
using DfsAspire.Node.Repair;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Telemetry;

namespace DfsAspire.Node.Sessions;

/// <summary>The node's numbers. Paths and users are never tags: there is no end to them.</summary>
internal sealed class NodeMetrics : BackgroundService
{
    private static readonly TimeSpan StatusPeriod = TimeSpan.FromSeconds(10);
    // https://opentelemetry.io/docs/specs/semconv/general/metrics/: durations are in seconds; these suit parts of 1 KiB to 16 GiB.
    private static readonly InstrumentAdvice<double> Durations = new() { HistogramBucketBoundaries = [0.001, 0.005, 0.02, 0.1, 0.5, 1, 5, 20, 60, 300] };

    private readonly Volume _volume;
    private readonly TimeProvider _time;
    private readonly KeyValuePair<string, object?> _node;
    private readonly UpDownCounter<long> _connections;
    private readonly Counter<long> _bytes;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _commits;
    private int _open;
    private NodeStatus? _status;
    private long _totalBytes;

    public NodeMetrics(IMeterFactory meters, NodeOptions options, Volume volume, NodeReadiness readiness, TimeProvider time)
    {
        _volume = volume;
        _time = time;
        _node = new(DfsTelemetry.Node, options.Name);
        var meter = meters.Create(DfsTelemetry.Name);
        _connections = meter.CreateUpDownCounter<long>("dfs.connections", "{connection}", "Open connections.");
        _bytes = meter.CreateCounter<long>("dfs.transfer.bytes", "By", "Bytes of contents received and sent.");
        _duration = meter.CreateHistogram("dfs.transfer.duration", "s", "Time of one part transfer.", tags: null, Durations);
        _commits = meter.CreateCounter<long>("dfs.commits", "{commit}", "Commits and finishes, by how they ended.");
        // Said also when nothing else can be: what has stopped being said sounds no alarm.
        meter.CreateObservableGauge(
            "dfs.node.ready", () => new Measurement<long>(_status is not null && readiness.State == NodeState.Ready ? 1 : 0, _node), "{node}",
            "1 while the node takes reads and writes, 0 while it does not: drained, copying, or failing.");
        Watch(meter, "dfs.parts.held", "{part}", "Parts held whole.", status => status.Parts);
        Watch(meter, "dfs.parts.missing", "{part}", "Parts that the catalog asks for and the node lacks.", status => status.PartsMissing);
        Watch(meter, "dfs.parts.damaged", "{part}", "Parts found damaged.", status => status.PartsDamaged);
        Watch(meter, "dfs.parts.on_loan", "{part}", "Parts held for a node that was away.", status => status.PartsOnLoan);
        Watch(meter, "dfs.parts.unconfirmed", "{part}", "Parts brought back that no reader has authenticated since.", status => status.PartsUnconfirmed);
        Watch(meter, "dfs.scrub.checked_since", "ms", "Every part was re-read or written at this time or later, since 1970.", status => status.CheckedSince);
        Watch(meter, "dfs.volume.part_bytes", "By", "Bytes of all parts held.", status => status.PartBytes);
        Watch(meter, "dfs.volume.staged_bytes", "By", "Bytes staged and not yet committed.", status => status.StagedBytes);
        Watch(meter, "dfs.volume.stray_files", "{file}", "Part files that nobody asks for, at the last look.", status => status.StrayFiles);
        Watch(meter, "dfs.volume.free_bytes", "By", "Free bytes on the volume's file system.", status => status.FreeBytes);
        Watch(meter, "dfs.volume.total_bytes", "By", "Bytes that the volume's file system has in all.", _ => _totalBytes);
    }

    /// <summary>Open connections.</summary>
    public int Connections => Volatile.Read(ref _open);

    public void Enter()
    {
        _connections.Add(1, _node);
        Interlocked.Increment(ref _open);
    }

    public void Leave()
    {
        _connections.Add(-1, _node);
        Interlocked.Decrement(ref _open);
    }

    public void Transferred(string operation, long bytes, TimeSpan duration)
    {
        var tag = new KeyValuePair<string, object?>(DfsTelemetry.Operation, operation);
        _bytes.Add(bytes, _node, tag);
        _duration.Record(duration.TotalSeconds, _node, tag);
    }

    public void Committed(string operation, Status status) =>
        _commits.Add(1, _node, new(DfsTelemetry.Operation, operation), new(DfsTelemetry.Status, status.ToString()));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(StatusPeriod, _time);
        try
        {
            do
                _status = await ReadStatusAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task<NodeStatus?> ReadStatusAsync(CancellationToken cancellationToken)
    {
        try
        {
            (_, _totalBytes) = await _volume.Store.GetSpaceAsync(cancellationToken);
            return await _volume.Store.GetStatusAsync(cancellationToken);
        }
        // Gauges that cannot be read report nothing; they must not end the node. The health check says why.
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return null;
        }
    }

    private void Watch(Meter meter, string name, string unit, string description, Func<NodeStatus, long> read) =>
        meter.CreateObservableGauge(
            name, () => _status is { } status ? [new Measurement<long>(read(status), _node)] : Array.Empty<Measurement<long>>(), unit, description);
}
