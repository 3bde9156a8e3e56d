using System.Diagnostics;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>Which nodes were away when. A command that met a node away leaves it alone to its end, also when it comes back meanwhile.</summary>
internal sealed class Outages
{
    private readonly Lock _lock = new();
    private readonly List<(int Node, long End)> _outages = [];

    public void Begin(int node)
    {
        lock (_lock)
            _outages.Add((node, long.MaxValue));
    }

    public void End(int node)
    {
        lock (_lock)
            _outages[_outages.FindLastIndex(outage => outage.Node == node)] = (node, Stopwatch.GetTimestamp());
    }

    /// <summary>How many different nodes were away at some time since then.</summary>
    public int NodesAwaySince(long timestamp)
    {
        lock (_lock)
            return _outages.Where(outage => outage.End >= timestamp).Select(outage => outage.Node).Distinct().Count();
    }
}
