using DfsAspire.Node.Hosting;
using DfsAspire.Node.Storage;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Repair;

/// <summary>
/// Takes over entries that this node missed: from each other node those that it took since they were last copied from it. Only what its
/// user signed is taken; what a writer left half done is thereby finished, as a reader would. What one node shows without end keeps nobody
/// from the others: a round copies from each for a while, and the next one goes on there.
/// </summary>
internal sealed class CatalogCopy(Volume volume, Pace pace, TimeProvider time, ILogger<CatalogCopy> log)
{
    private const int Needed = 2;
    private const int AtOnce = 16;
    private const int MostRefused = 500;
    private const int MostRefusedLogged = 5;

    private static readonly TimeSpan TurnTime = TimeSpan.FromSeconds(20);

    // Who brings nothing new for so long and does not come to an end either counts as away: it may be lying.
    private static readonly TimeSpan StandstillTime = TimeSpan.FromMinutes(2);

    private readonly Dictionary<int, long> _standsStill = [];
    private readonly KeyVotes _keys = new();

    /// <summary>Copies from every node that answered; answers how many entries were new here.</summary>
    public async Task<int> RunAsync(PeerViews views, CancellationToken cancellationToken)
    {
        var adopted = 0;
        var copied = 0;
        // A scrub may find the catalog damaged meanwhile, and begin anew: what was copied until then is gone.
        var life = volume.Store.Identity.Incarnation;
        var sources = views.Settled.ToList();
        foreach (var view in sources)
        {
            var turn = new Turn(time.GetTimestamp());
            try
            {
                await CopyAsync(view, life, turn, cancellationToken);
            }
            catch (PeerException fault)
            {
                log.PeerFailed(fault.Node, fault.Message);
            }

            adopted += turn.Adopted;
            if (turn.IsAtEnd)
                copied++;
            if (turn.IsAtEnd || turn.Adopted > 0)
                _standsStill.Remove(view.Peer.Number);
            else
                _standsStill.TryAdd(view.Peer.Number, time.GetTimestamp());
        }

        // All that were reached, and at least two: what three nodes had taken is then known to one of them.
        if (!volume.Store.Identity.IsSettled && copied >= Needed && copied + sources.Count(CountsAsAway) == sources.Count)
        {
            await volume.Store.SettleAsync(life, cancellationToken);
            if (volume.Store.Identity.IsSettled)
                log.CatalogsCopied(volume.Store.Identity.Node, copied);
        }

        return adopted;
    }

    private bool CountsAsAway(PeerView view) =>
        _standsStill.TryGetValue(view.Peer.Number, out var since) && time.GetElapsedTime(since) >= StandstillTime;

    private async Task CopyAsync(PeerView view, long life, Turn turn, CancellationToken cancellationToken)
    {
        var store = volume.Store;
        var known = await store.GetPeerAsync(view.Peer.Number, cancellationToken);
        var after = known.CopiedFrom == view.Reply.Incarnation ? known.Copied : 0;
        while (time.GetElapsedTime(turn.Begun) < TurnTime && turn.Refused < MostRefused)
        {
            var asked = time.GetTimestamp();
            var page = await view.Peer.AskAsync<GetChanges, ChangesReply>(new GetChanges(Peer.Header, after), cancellationToken);
            if (!page.Outcome.IsOk)
                throw new PeerException(view.Peer.Number, page.Outcome.Text ?? page.Outcome.Status.ToString());
            if (page.Changes.Count > 0)
                after = await TakeAsync(view, life, page, after, asked, turn, cancellationToken);
            if (page.Changes.Count == 0 || !page.HasMore)
            {
                turn.IsAtEnd = true;
                return;
            }
        }
    }

    private async Task<long> TakeAsync(PeerView view, long life, ChangesReply page, long after, long asked, Turn turn, CancellationToken cancellationToken)
    {
        var store = volume.Store;
        if (page.Changes[0].Number <= after || page.Changes.Zip(page.Changes.Skip(1)).Any(pair => pair.First.Number >= pair.Second.Number))
            throw new PeerException(view.Peer.Number, "does not keep to the protocol: its changes do not get on");
        var news = await store.NewsAsync(page.Changes, cancellationToken);
        // Its user, or the user's new master key, may have been made since the accounts were compared.
        var isEarly = news.RemoveAll(store.IsEarly) > 0;
        await Parallel.ForEachAsync(news, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (change, token) =>
        {
            // What is told rests on a state of the other's catalog, which may be forgotten after a while, as with any finish.
            if (time.GetElapsedTime(asked) < WireLimits.TicketAge)
                await AdoptAsync(store, view.Peer, change, turn, token);
        });
        if (time.GetElapsedTime(asked) >= WireLimits.TicketAge)
            throw new PeerException(view.Peer.Number, "its changes could not be taken in time");
        foreach (var change in news)
            _keys.NoteTaken(view.Peer.Number, change);
        foreach (var change in page.Changes)
        {
            if (_keys.Hear(view.Peer.Number, change) is { } outvoted)
                await store.OutvoteKeyRecordAsync(change.Entry.Entry.User, outvoted, new ContentKeyRecord(change.Entry.Entry.Content, change.KeyRecord), cancellationToken);
        }

        // A node that answers nobody before it has the catalogs makes haste: until then there is one node less.
        if (store.Identity.IsSettled)
            await pace.SpendAsync(page.Changes.Count * NodeStore.BytesOfARow, cancellationToken);
        if (isEarly)
            throw new PeerException(view.Peer.Number, "it has entries of a user, or under a master key, whose account has not come here yet");
        var last = page.Changes[^1].Number;
        await store.NoteCopiedAsync(life, view.Peer.Number, view.Reply.Incarnation, last, cancellationToken);
        return last;
    }

    private async Task AdoptAsync(NodeStore store, Peer peer, Change change, Turn turn, CancellationToken cancellationToken)
    {
        var result = await store.AdoptAsync(change, cancellationToken);
        if (result.IsTaken)
            turn.NoteAdopted();
        else if (turn.NoteRefused() <= MostRefusedLogged)
            log.EntryNotAdopted(peer.Number, change.Entry.Entry.User, change.Entry.Entry.Path.Value, result.Text ?? result.Status.ToString());
    }

    /// <summary>What came of one node's turn in a round.</summary>
    private sealed class Turn(long begun)
    {
        private int _adopted;
        private int _refused;

        public long Begun => begun;

        public int Adopted => _adopted;

        public int Refused => _refused;

        /// <summary>True when the node had no more to show.</summary>
        public bool IsAtEnd { get; set; }

        public void NoteAdopted() => Interlocked.Increment(ref _adopted);

        public int NoteRefused() => Interlocked.Increment(ref _refused);
    }
}
