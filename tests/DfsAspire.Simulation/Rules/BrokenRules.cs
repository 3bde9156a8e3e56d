using DfsAspire.Client.Store;
using DfsAspire.Node.Storage;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;
using DfsAspire.Simulation.Cluster;
using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.Load;

namespace DfsAspire.Simulation.Rules;

/// <summary>Breaks a rule by putting something else in the place of what keeps it. The store's own code has no such switch.</summary>
internal static class BrokenRules
{
    /// <summary>What runs must be about to notice.</summary>
    public static Situation SituationFor(Rule rule) => rule switch
    {
        Rule.StagesByOneClock or Rule.Tombstones => Situation.ShortMemory,
        Rule.Forgetting => Situation.LostVolume,
        Rule.Comparing => Situation.OldCopy,
        Rule.SignedOnly => Situation.Liar,
        _ => Situation.Ordinary,
    };

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
            case Rule.DirectlyAfter:
                caller.MoveOnce = CopyAndDeleteAsync;
                break;
            case Rule.WriteQuorum:
                Meddler.PutBefore(cluster.Nodes, new WriteQuorumOfTwo(cluster));
                break;
            case Rule.ReadersFinish:
                Meddler.PutBefore(cluster.Nodes, new TrustInTwo(cluster));
                break;
            case Rule.CommitsNeedParts:
                Meddler.PutBefore(cluster.Nodes, new PartsNotKept(onlyLoans: false));
                break;
            case Rule.Loans:
                Meddler.PutBefore(cluster.Nodes, new PartsNotKept(onlyLoans: true));
                break;
            case Rule.StagesByOneClock:
                _ = new OwnClock(world, cluster, DropStagesAsync).RunAsync();
                break;
            case Rule.Tombstones:
                _ = new OwnClock(world, cluster, DropTombstonesAsync).RunAsync();
                break;
            case Rule.Forgetting:
                var memory = new AnswersAtOnce();
                foreach (var node in cluster.Nodes)
                    node.Opened = memory.OpenedAsync;
                break;
            case Rule.Comparing:
                foreach (var node in cluster.Nodes)
                    node.Opened = TakeForCompared;
                break;
            default:
                // SignedOnly is broken by the liar itself.
                break;
        }
    }

    private static Task TakeForCompared(SimNode node)
    {
        node.Services!.Readiness.NoteVolumeCompared(node.Services.Store);
        return Task.CompletedTask;
    }

    private static async Task DropStagesAsync(NodeStore store, long moment)
    {
        foreach (var owned in await store.ListAbandonedAsync(moment, GetUse.MostContents, CancellationToken.None))
            await store.DiscardAsync(owned.User, owned.Content, CancellationToken.None);
    }

    private static async Task DropTombstonesAsync(NodeStore store, long moment)
    {
        foreach (var (tombstone, _) in await store.ListTombstonesAsync(moment, GetStamps.MostPaths, CancellationToken.None))
            await store.RemoveTombstoneAsync(tombstone.Entry, CancellationToken.None);
    }

    // A deletion like any other, above all that lies there by now.
    private static async Task<CopyReceipt> CopyAndDeleteAsync(DfsClient store, StorePath from, StorePath to)
    {
        var receipt = await store.CopyAsync(from, to, overwrite: true, CancellationToken.None);
        try
        {
            await store.DeleteAsync(from, CancellationToken.None);
        }
        catch (DfsException fault) when (fault.Fault is DfsFault.NotFound or DfsFault.Conflict)
        {
            // Somebody else was faster.
        }
        catch (DfsException fault)
        {
            throw new DfsException(DfsFault.OutcomeOpen, fault.Message, fault);
        }

        return receipt;
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
