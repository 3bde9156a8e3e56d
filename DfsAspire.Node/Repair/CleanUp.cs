using DfsAspire.Node.Hosting;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Repair;

/// <summary>
/// Removes what nobody needs any more, and only when all four nodes agree (docs/architecture.md, "Forgetting"): what removed users held, replaced
/// contents, writes that were given up, old tombstones.
/// </summary>
internal sealed class CleanUp(Volume volume, RepairOptions options, ScarceSpace space, TimeProvider time)
{
    // A busy store replaces thousands of files between two looks; what is left over when the memory for these is used waits for the next.
    private const int MostAtATime = 10_000;
    // Removals cost syncs, and syncs of several go together.
    private const int AtOnce = 16;

    private static readonly TimeSpan ClosedMemory = TimeSpan.FromDays(30);

    private readonly ClockTrust _clock = new(time);

    /// <summary>Runs when every node answered.</summary>
    public async Task RunAsync(IReadOnlyList<Peer> peers, CancellationToken cancellationToken)
    {
        if (_clock.IsDue() && await _clock.IsSharedAsync(peers, cancellationToken))
        {
            await volume.Store.SetFutureTimesAsync(cancellationToken);
            _clock.NoteUsed();
        }

        await volume.Store.ReleaseRemovedAsync(options.ReplacedLife, cancellationToken);
        await space.ReviewAsync(volume.Store, cancellationToken);
        await ReplacedAsync(peers, cancellationToken);
        await volume.Store.RemoveOldVersionsAsync(Before(options.ReplacedLife), cancellationToken);
        await AbandonedAsync(peers, cancellationToken);
        await TombstonesAsync(peers, cancellationToken);
        await volume.Store.ClearOldPartialsAsync(cancellationToken);
        await volume.Store.FreeSetAsideAsync(Before(options.StageLife), cancellationToken);
        await volume.Store.ForgetClosedAsync(Before(ClosedMemory), cancellationToken);
    }

    private async Task ReplacedAsync(IReadOnlyList<Peer> peers, CancellationToken cancellationToken)
    {
        var moment = volume.Store.ReplacedLife.KeptSince;
        foreach (var released in (await volume.Store.ListReleasedAsync(moment, MostAtATime, cancellationToken)).Chunk(GetStamps.MostPaths))
        {
            OwnedContent[] contents = [.. released.Select(entry => new OwnedContent(entry.Entry.User, entry.Entry.Content))];
            OwnedPath[] paths = [.. released.Select(entry => new OwnedPath(entry.Entry.User, entry.Entry.Path))];
            var uses = await Task.WhenAll(peers.Select(peer => peer.AskUseAsync(contents, cancellationToken)));
            var theirs = await Task.WhenAll(peers.Select(peer => peer.AskStampsAsync(paths, cancellationToken)));
            var mine = await volume.Store.ReportPathsAsync(paths, cancellationToken);
            var withoutContent = await volume.Store.WithoutContentAsync(paths, cancellationToken);
            await EachAsync(
                Enumerable.Range(0, released.Length).Where(i =>
                    !uses.Any(use => use[i].Use.HasFlag(ContentUse.Named)) && IsReplaced([mine[i], .. theirs.Select(reports => reports[i])], withoutContent[i], released[i].Entry.Stamp)),
                (i, token) => volume.Store.RemoveReleasedAsync(contents[i], moment, token), cancellationToken);
        }
    }

    // A newer entry on three nodes, and if it is a file every part of it whole on two. A forgotten tombstone leaves nothing at all. That it is none says the entry
    // of this node, when it has the newest: that nobody holds a part is true of a tombstone, and of a file that all have lost.
    internal static bool IsReplaced(IReadOnlyList<PathReport> reports, Stamp? withoutContent, Stamp old)
    {
        if (reports.All(report => report.Stamp.IsNone))
            return true;
        var newest = reports.Max(report => report.Stamp);
        var holding = reports.Where(report => report.Stamp == newest).ToList();
        if (newest <= old || holding.Count < 3)
            return false;
        return withoutContent == newest || Enumerable.Range(1, 4).All(part => holding.Count(report => report.Held.Holds(part)) >= 2);
    }

    private async Task AbandonedAsync(IReadOnlyList<Peer> peers, CancellationToken cancellationToken) => await EachAsync(
        await volume.Store.ListAbandonedAsync(Before(options.StageLife), MostAtATime, cancellationToken), (owned, token) => GiveUpAsync(peers, owned, token), cancellationToken);

    private async Task GiveUpAsync(IReadOnlyList<Peer> peers, OwnedContent owned, CancellationToken cancellationToken)
    {
        // Another part of it may be on its way to another node, for longer than this one has waited; and what is closed stays closed.
        var reports = await Task.WhenAll(peers.Select(peer => peer.AskUseAsync([owned], cancellationToken)));
        // Where it was committed, that entry comes here with the next copy of the catalog, and the parts are held then; or a newer entry had overtaken
        // it here, and the parts are those of an earlier version for as long as others keep it.
        if (reports.Any(report => (report[0].Use & (ContentUse.Staging | ContentUse.Committed)) != 0))
            return;
        if (!await volume.Store.CloseAsync(owned, cancellationToken) || !await CloseAtAsync(peers, owned, cancellationToken))
            return;
        var since = await volume.Store.NoteClosedEverywhereAsync(owned, cancellationToken);
        if (since > Before(options.ClosedLife))
            return;
        var uses = await Task.WhenAll(peers.Select(peer => peer.AskUseAsync([owned], cancellationToken)));
        if (uses.All(use => use[0].Use == ContentUse.Closed))
            await volume.Store.DiscardAsync(owned.User, owned.Content, cancellationToken);
    }

    private static async Task<bool> CloseAtAsync(IReadOnlyList<Peer> peers, OwnedContent owned, CancellationToken cancellationToken)
    {
        var replies = await Task.WhenAll(peers.Select(peer =>
            peer.AskAsync<CloseContent, CloseReply>(new CloseContent(Peer.Header, owned.User, owned.Content), cancellationToken)));
        return replies.All(reply => reply.Outcome.IsOk);
    }

    private async Task TombstonesAsync(IReadOnlyList<Peer> peers, CancellationToken cancellationToken)
    {
        var all = await volume.Store.ListTombstonesAsync(Before(options.TombstoneLife), MostAtATime, cancellationToken);
        foreach (var old in all.Chunk(GetStamps.MostPaths))
        {
            OwnedPath[] paths = [.. old.Select(tombstone => new OwnedPath(tombstone.Entry.Entry.User, tombstone.Entry.Entry.Path))];
            var theirs = await Task.WhenAll(peers.Select(peer => peer.AskStampsAsync(paths, cancellationToken)));
            await EachAsync(
                Enumerable.Range(0, old.Length), (i, token) => AgreeAsync(old[i].Entry.Entry, old[i].IsEverywhere, [.. theirs.Select(stamps => stamps[i])], token), cancellationToken);
        }
    }

    private async Task AgreeAsync(Entry tombstone, bool isEverywhere, IReadOnlyList<PathReport> reports, CancellationToken cancellationToken)
    {
        if (!isEverywhere)
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

    private static Task EachAsync<T>(IEnumerable<T> all, Func<T, CancellationToken, Task> work, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        all, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (one, token) => await work(one, token));

    private long Before(TimeSpan age) => (time.GetUtcNow() - age).ToUnixTimeMilliseconds();
}
