using DfsAspire.Node.Storage;
using DfsAspire.Simulation.Cluster;
using DfsAspire.Simulation.Engine;

namespace DfsAspire.Simulation.Rules;

/// <summary>Lets every node forget by its own clock what is old, without asking anybody.</summary>
internal sealed class OwnClock(World world, SimCluster cluster, Func<NodeStore, long, Task> forgetAsync)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    public async Task RunAsync()
    {
        while (true)
        {
            await world.DelayAsync(Period);
            foreach (var node in cluster.Nodes.Where(node => node.IsUp).ToList())
            {
                try
                {
                    var moment = node.Services!.Time.GetUtcNow() - cluster.Repair.TombstoneLife;
                    await forgetAsync(node.Services.Store, moment.ToUnixTimeMilliseconds());
                }
                catch (Exception fault) when (fault is StoreException or IOException)
                {
                    world.Trace.Note($"{node.Host.Name} goes away while it forgets");
                }
            }
        }
    }
}
