using DfsAspire.Client.Store;
using DfsAspire.Simulation.Cluster;
using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.Rules;

namespace DfsAspire.Simulation.Load;

/// <summary>
/// Again and again a node is away while others write; it comes back, another one comes back with an empty volume, and the two that could
/// tell them what happened are away by then. Readers must not take the two for a quorum that remembers.
/// </summary>
internal sealed class LostVolumeRun(World world, SimCluster cluster, Rule broken) : VolumeRun(world, cluster, broken)
{
    protected override async Task LoseAsync(DfsClient store)
    {
        // All have heard of each other's volumes.
        await World.DelayAsync(TimeSpan.FromSeconds(12));
        var nodes = Shuffled();
        var (away, losing, witnesses) = (nodes[0], nodes[1], nodes.Skip(2).ToList());
        Crash(away);
        await WriteAsync(store, Chance.Between(1, 4), deletes: 0.3);
        Crash(losing);
        losing.ReplaceVolume(withEmpty: true);
        foreach (var witness in witnesses)
            await LaterAsync(() => Crash(witness));
        foreach (var node in nodes.Take(2).OrderBy(_ => Chance.Next()).ToList())
            await LaterAsync(() => _ = node.StartAsync());
        await World.DelayAsync(Chance.Between(TimeSpan.Zero, TimeSpan.FromSeconds(2)));
        await ReadAsync(store);
        await LaterAsync(() => _ = witnesses[0].StartAsync());
        await ReadAsync(store);
    }
}
