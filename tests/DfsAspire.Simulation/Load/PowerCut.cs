using DfsAspire.Simulation.Cluster;
using DfsAspire.Simulation.Disk;
using DfsAspire.Simulation.Engine;

namespace DfsAspire.Simulation.Load;

/// <summary>The power goes out within one certain step of one node's disk, at that node or at all four.</summary>
internal sealed class PowerCut(World world, SimCluster cluster, FaultLog faults, StepCase crash)
{
    private IEnumerable<SimNode> Crashing => crash.Everybody ? cluster.Nodes : [cluster.Node(crash.Node)];

    /// <summary>Counts from a disk's step on.</summary>
    public void Arm(SimDisk disk, long before)
    {
        if (crash.Step == 0)
            return;
        foreach (var node in Crashing)
            faults.Begin(node.Number);
        disk.PowerCutAt = before + crash.Step;
        disk.WentOut += _ => world.In(TimeSpan.Zero, () =>
        {
            foreach (var node in Crashing)
                node.Crash();
        });
    }

    /// <summary>Starts everything again, but for one node that shall stay away.</summary>
    public async Task EndAsync(SimNode? but = null)
    {
        await world.DelayAsync(TimeSpan.FromMilliseconds(100));
        await cluster.StartAllAsync(but);
        foreach (var node in Crashing)
            faults.End(node.Number);
    }
}
