using DfsAspire.Node.Hosting;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Repair;

/// <summary>
/// Removes what nobody needs any more, and only when all four nodes agree (docs/architecture.md, "Forgetting"): what removed users held, replaced
/// contents, writes that were given up, old tombstones.
/// </summary>
internal sealed class CleanUp(Volume volume, RepairOptions options, TimeProvider time)
{
    private static readonly TimeSpan ClosedMemory = TimeSpan.FromDays(30);

    /// <summary>Runs when every node answered.</summary>
    public async Task RunAsync(IReadOnlyList<Peer> peers, CancellationToken cancellationToken)
    {
        await volume.Store.ReleaseRemovedAsync(Before(options.ReplacedLife), cancellationToken);
        await ReplacedAsync(peers, cancellationToken);
        await AbandonedAsync(peers, cancellationToken);
        await TombstonesAsync(peers, cancellationToken);
        await volume.Store.FreeSetAsideAsync(Before(options.StageLife), cancellationToken);
        await volume.Store.ForgetClosedAsync(Before(ClosedMemory), cancellationToken);
    }

    private async Task ReplacedAsync(IReadOnlyList<Peer> peers, CancellationToken cancellationToken)
    {
        var moment = Before(options.ReplacedLife);
        var released = await volume.Store.ListReleasedAsync(moment, GetStamps.MostPaths, cancellationToken);
        if (released.Count == 0)
            return;
        var contents = released.ConvertAll(entry => new OwnedContent(entry.Entry.User, entry.Entry.Content));
        var paths = released.ConvertAll(entry => new OwnedPath(entry.Entry.User, entry.Entry.Path));
        var uses = await Task.WhenAll(peers.Select(peer => peer.AskUseAsync(contents, cancellationToken)));
        var theirs = await Task.WhenAll(peers.Select(peer => peer.AskStampsAsync(paths, cancellationToken)));
        var mine = await volume.Store.ReportPathsAsync(paths, cancellationToken);
        for (var i = 0; i < released.Count; i++)
        {
            var isNamed = uses.Any(use => use[i].Use.HasFlag(ContentUse.Named));
            if (!isNamed && IsReplaced([mine[i], .. theirs.Select(reports => reports[i])], released[i].Entry.Stamp))
                await volume.Store.RemoveReleasedAsync(contents[i], moment, cancellationToken);
        }
    }

    // A newer entry on three nodes, and if it is a file every part of it whole on two. A forgotten tombstone leaves nothing at all.
    private static bool IsReplaced(IReadOnlyList<PathReport> reports, Stamp old)
    {
        if (reports.All(report => report.Stamp.IsNone))
            return true;
        var newest = reports.Max(report => report.Stamp);
        var holding = reports.Where(report => report.Stamp == newest).ToList();
        if (newest <= old || holding.Count < 3)
            return false;
        var isWithoutContent = holding.All(report => report.Held.Mask == 0);
        return isWithoutContent || Enumerable.Range(1, 4).All(part => holding.Count(report => report.Held.Holds(part)) >= 2);
    }

    private async Task AbandonedAsync(IReadOnlyList<Peer> peers, CancellationToken cancellationToken)
    {
        var abandoned = await volume.Store.ListAbandonedAsync(Before(options.StageLife), GetUse.MostContents, cancellationToken);
        foreach (var owned in abandoned)
        {
            // Where it was committed, that entry comes here with the next copy of the catalog, and the parts are held then.
            if (!await volume.Store.CloseAsync(owned, cancellationToken) || !await CloseAtAsync(peers, owned, cancellationToken))
                continue;
            var since = await volume.Store.NoteClosedEverywhereAsync(owned, cancellationToken);
            if (since > Before(options.ClosedLife))
                continue;
            var uses = await Task.WhenAll(peers.Select(peer => peer.AskUseAsync([owned], cancellationToken)));
            if (uses.All(use => use[0].Use == ContentUse.Closed))
                await volume.Store.DiscardAsync(owned.User, owned.Content, cancellationToken);
        }
    }

    private static async Task<bool> CloseAtAsync(IReadOnlyList<Peer> peers, OwnedContent owned, CancellationToken cancellationToken)
    {
        foreach (var peer in peers)
        {
            var reply = await peer.AskAsync<CloseContent, CloseReply>(new CloseContent(Peer.Header, owned.User, owned.Content), cancellationToken);
            if (!reply.Outcome.IsOk)
                return false;
        }

        return true;
    }

    private async Task TombstonesAsync(IReadOnlyList<Peer> peers, CancellationToken cancellationToken)
    {
        var old = await volume.Store.ListTombstonesAsync(Before(options.TombstoneLife), GetStamps.MostPaths, cancellationToken);
        if (old.Count == 0)
            return;
        var paths = old.ConvertAll(tombstone => new OwnedPath(tombstone.Entry.Entry.User, tombstone.Entry.Entry.Path));
        var theirs = await Task.WhenAll(peers.Select(peer => peer.AskStampsAsync(paths, cancellationToken)));
        for (var i = 0; i < old.Count; i++)
        {
            var tombstone = old[i].Entry.Entry;
            var reports = theirs.Select(stamps => stamps[i]).ToList();
            if (!old[i].IsEverywhere)
            {
                if (reports.All(report => report.Stamp == tombstone.Stamp))
                    await volume.Store.MarkEverywhereAsync(tombstone, cancellationToken);
            }
            // The others know as well that all have it, or had reason enough to forget it already: nobody waits for this one.
            else if (reports.All(report => report.Stamp.IsNone || (report.Stamp == tombstone.Stamp && report.IsEverywhere)))
            {
                await volume.Store.RemoveTombstoneAsync(tombstone, cancellationToken);
            }
        }
    }

    private long Before(TimeSpan age) => (time.GetUtcNow() - age).ToUnixTimeMilliseconds();
}
