using DfsAspire.Simulation.Engine;

namespace DfsAspire.Simulation.Load;

/// <summary>Which node had something wrong with it when: a call that met one such node at the most must not fail for it.</summary>
internal sealed class FaultLog(World world)
{
    // Resets that are under way when a fault ends still reach clients.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    private readonly List<(int Node, TimeSpan From, TimeSpan To)> _ended = [];
    private readonly Dictionary<int, (TimeSpan From, int Depth)> _faulty = [];

    public void Begin(int node)
    {
        var (from, depth) = _faulty.GetValueOrDefault(node, (world.Now, 0));
        _faulty[node] = (from, depth + 1);
    }

    public void End(int node)
    {
        var (from, depth) = _faulty[node];
        if (depth > 1)
        {
            _faulty[node] = (from, depth - 1);
            return;
        }

        _faulty.Remove(node);
        _ended.Add((node, from, world.Now + Settling));
    }

    public bool IsFaulty(int node) => _faulty.ContainsKey(node);

    /// <summary>How many nodes had a fault at any time since then.</summary>
    public int NodesSince(TimeSpan start) =>
        _ended.Where(fault => fault.To >= start).Select(fault => fault.Node).Concat(_faulty.Keys).Distinct().Count();
}
