using DfsAspire.Simulation.Engine;

namespace DfsAspire.Simulation.Load;

/// <summary>Which node had something wrong with it when: a call that met one such node at the most must not fail for it.</summary>
internal sealed class FaultLog(World world)
{
    /// <summary>Resets that are under way when a fault ends still reach clients.</summary>
    public static TimeSpan Settling { get; } = TimeSpan.FromSeconds(1);

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

    /// <summary>Nodes that had a fault at any time since then.</summary>
    public IReadOnlySet<int> NodesSince(TimeSpan start) =>
        _ended.Where(fault => fault.To >= start).Select(fault => fault.Node).Concat(_faulty.Keys).ToHashSet();

    /// <summary>Whether a write that began then had to succeed: one node at the most had a fault.</summary>
    public bool WritesHold(TimeSpan start) => NodesSince(start).Count <= 1;

    /// <summary>Whether a read that began then had to succeed: at the most one node had a fault, or one and the node opposite.</summary>
    public bool ReadsHold(TimeSpan start) => NodesSince(start) is var nodes && (nodes.Count <= 1 || nodes.SetEquals([1, 3]) || nodes.SetEquals([2, 4]));
}
