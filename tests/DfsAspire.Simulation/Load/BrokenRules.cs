using DfsAspire.Simulation.Cluster;

namespace DfsAspire.Simulation.Load;

/// <summary>Breaks a rule by putting something else in the place of what keeps it. The store's own code has no such switch.</summary>
internal static class BrokenRules
{
    public static Caller Break(Rule rule, SimCluster cluster, Caller caller)
    {
        switch (rule)
        {
            case Rule.SyncFirst:
                foreach (var node in cluster.Nodes)
                    node.DiskMade += disk => disk.LiesAboutSyncs = true;
                return caller;
            default:
                return caller;
        }
    }
}
