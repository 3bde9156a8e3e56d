using System.Diagnostics.Metrics;
using DfsAspire.Node.Hosting;
using DfsAspire.Protocol.Telemetry;

namespace DfsAspire.Node.Repair;

/// <summary>What repair has done since the node started.</summary>
internal sealed class RepairCounts(IMeterFactory meters, NodeOptions options)
{
    private readonly KeyValuePair<string, object?> _node = new(DfsTelemetry.Node, options.Name);
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

    public void LoanReturned() => _returnedLoans.Add(1, _node);
}
