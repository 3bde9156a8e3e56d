using DfsAspire.Client.Store;

namespace DfsAspire.Client.Shell.Trees;

/// <summary>Notes what a node did wrong, once for a whole tree: the same node fails in the same way with each of its files.</summary>
internal sealed class SeenFaults(CommandOutput output)
{
    private readonly Lock _lock = new();
    private readonly HashSet<NodeFault> _seen = [];

    public void Note(IReadOnlyList<NodeFault> faults)
    {
        foreach (var fault in faults)
        {
            lock (_lock)
            {
                if (_seen.Add(fault))
                    output.Note(fault);
            }
        }
    }
}
