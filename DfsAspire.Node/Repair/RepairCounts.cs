using System.Diagnostics.Metrics;
using DfsAspire.Node.Hosting;
using DfsAspire.Protocol.Telemetry;

namespace DfsAspire.Node.Repair;

/// <summary>What repair has done since the node started.</summary>
internal sealed class RepairCounts(IMeterFactory meters, NodeOptions options)
{
    private readonly KeyValuePair<string, object?> _node = new(DfsTelemetry.Node, options.Name);
    private readonly Meter _meter = meters.Create(DfsTelemetry.Name);
    private readonly Counter<long> _restoredParts = meters.Create(DfsTelemetry.Name)
        .CreateCounter<long>("dfs.repair.parts", "{part}", "Parts brought back from another node.");

    private readonly Counter<long> _returnedLoans = meters.Create(DfsTelemetry.Name)
        .CreateCounter<long>("dfs.repair.loans", "{part}", "Loans that went back to where they belong.");

    private long _restored;

    /// <summary>Parts brought back.</summary>
    public long PartsRestored => Volatile.Read(ref _restored);

    public void Restored()
    {
        Interlocked.Increment(ref _restored);
        _restoredParts.Add(1, _node);
    }

    /// <summary>Shows from here on how far repair and scrub are.</summary>
    public void Watch(RepairLoop repair, Scrub scrub)
    {
        Gauge("dfs.repair.unobtainable", "Parts that no other node could give at the last attempt.", () => repair.PartsUnobtainable);
        Gauge("dfs.scrub.parts_read", "Parts that the running scrub has re-read.", () => scrub.Progress.PartsRead);
        Gauge("dfs.scrub.parts_due", "Parts that the running scrub re-reads in all.", () => scrub.Progress.PartsDue);

        void Gauge(string name, string description, Func<long> read) =>
            _meter.CreateObservableGauge(name, () => new Measurement<long>(read(), _node), "{part}", description);
    }

    public void LoanReturned() => _returnedLoans.Add(1, _node);
}
