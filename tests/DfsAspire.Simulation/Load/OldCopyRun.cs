using DfsAspire.Client.Store;
using DfsAspire.Simulation.Cluster;
using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.Rules;

namespace DfsAspire.Simulation.Load;

/// <summary>
/// Again and again a node comes back with a copy of its volume from before the others wrote, deleted, and forgot that they had deleted. Nothing
/// but what they remember of the volume tells that it is an old one: what it shows must not come back.
/// </summary>
internal sealed class OldCopyRun : VolumeRun
{
    private readonly TimeSpan _life;

    public OldCopyRun(World world, SimCluster cluster, Rule broken) : base(world, cluster, broken)
    {
        _life = Chance.Between(TimeSpan.FromSeconds(70), TimeSpan.FromSeconds(100));
        cluster.Repair = Profile.ShortMemory(_life);
    }

    protected override async Task LoseAsync(DfsClient store)
    {
        var nodes = Shuffled();
        var (losing, other) = (nodes[0], nodes[1]);
        await WriteAsync(store, Chance.Between(1, 4), deletes: 0);
        Crash(losing);
        losing.KeepCopy();
        await losing.StartAsync();
        await losing.WaitUntilReadyAsync();
        await WriteAsync(store, Chance.Between(2, 6), deletes: 0.7);
        // Mostly long enough for all four to forget, and always for the others to hear how far the volume is.
        await World.DelayAsync(Chance.Between(TimeSpan.FromSeconds(12), 3 * _life));

        Crash(losing);
        losing.PutCopyBack();
        var isOtherAway = Chance.Happens(0.4);
        if (isOtherAway)
            await LaterAsync(() => Crash(other));
        await LaterAsync(() => _ = losing.StartAsync());
        await World.DelayAsync(Chance.Between(TimeSpan.Zero, TimeSpan.FromSeconds(2)));
        await ReadAsync(store);
        if (isOtherAway)
            await LaterAsync(() => _ = other.StartAsync());
        await WriteAsync(store, Chance.Between(0, 3), deletes: 0.3);
        await ReadAsync(store);
    }
}
