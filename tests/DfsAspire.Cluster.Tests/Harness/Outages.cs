using System.Diagnostics;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>Which nodes were away when.</summary>
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

    /// <summary>How often a node was away at some time since then, be it the same one or another.</summary>
    public int CountSince(long timestamp)
    {
        lock (_lock)
            return _outages.Count(outage => outage.End >= timestamp);
    }
}
