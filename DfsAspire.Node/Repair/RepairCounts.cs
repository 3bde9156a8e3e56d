using System.Diagnostics.Metrics;
using DfsAspire.Node.Hosting;
using DfsAspire.Protocol.Telemetry;

namespace DfsAspire.Node.Repair;

/// <summary>What repair has done since the node started.</summary>
internal sealed class RepairCounts(IMeterFactory meters, NodeOptions options)
{
    private readonly KeyValuePair<string, object?> _node = new(DfsTelemetry.Node, options.Name);
    private readonly Meter _meter = meters.Create(DfsTelemetry.Name);
    private long _restored;
    private long _returnedLoans;

    /// <summary>Parts brought back.</summary>
    public long PartsRestored => Volatile.Read(ref _restored);

    public void Restored() => Interlocked.Increment(ref _restored);

    /// <summary>Shows from here on what repair has done, and how far it and the scrub are. It is shown before there is anything, so that the first is a growth.</summary>
    public void Watch(RepairLoop repair, Scrub scrub)
    {
        Counter("dfs.repair.parts", "Parts brought back from another node.", () => Volatile.Read(ref _restored));
        Counter("dfs.repair.loans", "Loans that went back to where they belong.", () => Volatile.Read(ref _returnedLoans));
        Gauge("dfs.repair.unobtainable", "Parts that no other node could give at the last attempt.", () => repair.PartsUnobtainable);
        Gauge("dfs.scrub.parts_read", "Parts that the running scrub has re-read.", () => scrub.Progress.PartsRead);
        Gauge("dfs.scrub.parts_due", "Parts that the running scrub re-reads in all.", () => scrub.Progress.PartsDue);

        void Counter(string name, string description, Func<long> read) =>
            _meter.CreateObservableCounter(name, () => new Measurement<long>(read(), _node), "{part}", description);

        void Gauge(string name, string description, Func<long> read) =>
            _meter.CreateObservableGauge(name, () => new Measurement<long>(read(), _node), "{part}", description);
    }

    public void LoanReturned() => Interlocked.Increment(ref _returnedLoans);
}
