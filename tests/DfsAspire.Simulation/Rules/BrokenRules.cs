using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;
using DfsAspire.Simulation.Cluster;
using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.Load;

namespace DfsAspire.Simulation.Rules;

/// <summary>Breaks a rule by putting something else in the place of what keeps it. The store's own code has no such switch.</summary>
internal static class BrokenRules
{
    public static void Break(Rule rule, World world, SimCluster cluster, Caller caller)
    {
        switch (rule)
        {
            case Rule.SyncFirst:
                foreach (var node in cluster.Nodes)
                    node.DiskMade += static disk => disk.LiesAboutSyncs = true;
                break;
            case Rule.OneStamp:
                var chance = world.Chance.Split();
                caller.PutOnce = (store, path, bytes) => PutAgainAsync(world, chance, store, path, bytes);
                break;
            case Rule.WriteQuorum:
                Meddle(cluster, new WriteQuorumOfTwo(cluster));
                break;
            case Rule.ReadersFinish:
                Meddle(cluster, new TrustInTwo(cluster));
                break;
            case Rule.CommitsNeedParts:
                Meddle(cluster, new PartsNotKept(onlyLoans: false));
                break;
            case Rule.Loans:
                Meddle(cluster, new PartsNotKept(onlyLoans: true));
                break;
            default:
                break;
        }
    }

    private static void Meddle(SimCluster cluster, IMischief mischief)
    {
        foreach (var node in cluster.Nodes)
            node.Between = (at, client) => Meddler.Put(at, client, mischief);
    }

    // What a client does that hears nothing of its commit, which was taken, and commits again under a new stamp.
    private static async Task<PutReceipt> PutAgainAsync(World world, Chance chance, DfsClient store, StorePath path, byte[] bytes)
    {
        var receipt = await store.PutAsync(path, new MemoryStream(bytes), null, CancellationToken.None);
        if (chance.Happens(0.5))
            return receipt;
        await world.DelayAsync(TimeSpan.FromSeconds(1));
        try
        {
            return await store.PutAsync(path, new MemoryStream(bytes), null, CancellationToken.None);
        }
        catch (DfsException)
        {
            return receipt;
        }
    }
}
