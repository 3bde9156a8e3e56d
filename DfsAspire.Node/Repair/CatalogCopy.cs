using DfsAspire.Node.Hosting;
using DfsAspire.Node.Storage;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Repair;

/// <summary>
/// Takes over entries that this node missed: from each other node those that it took since they were last copied from it. Only what its
/// user signed is taken; what a writer left half done is thereby finished, as a reader would.
/// </summary>
internal sealed class CatalogCopy(Volume volume, TimeProvider time, ILogger<CatalogCopy> log)
{
    private const int Needed = 2;
    private const int AtOnce = 16;

    /// <summary>Copies from every node that answered; answers how many entries were new here.</summary>
    public async Task<int> RunAsync(PeerViews views, CancellationToken cancellationToken)
    {
        var adopted = 0;
        var copied = 0;
        var sources = views.Settled.ToList();
        foreach (var view in sources)
        {
            try
            {
                adopted += await CopyAsync(view, cancellationToken);
                copied++;
            }
            catch (PeerException fault)
            {
                log.PeerFailed(fault.Node, fault.Message);
            }
        }

        // All that were reached, and at least two: what three nodes had taken is then known to one of them.
        if (!volume.Store.Identity.IsSettled && copied == sources.Count && copied >= Needed)
        {
            await volume.Store.SettleAsync(cancellationToken);
            log.CatalogsCopied(volume.Store.Identity.Node, copied);
        }

        return adopted;
    }

    private async Task<int> CopyAsync(PeerView view, CancellationToken cancellationToken)
    {
        var store = volume.Store;
        var known = await store.GetPeerAsync(view.Peer.Number, cancellationToken);
        var after = known.CopiedFrom == view.Reply.Incarnation ? known.Copied : 0;
        var adopted = 0;
        while (true)
        {
            var asked = time.GetTimestamp();
            var page = await view.Peer.AskAsync<GetChanges, ChangesReply>(new GetChanges(Peer.Header, after), cancellationToken);
            if (!page.Outcome.IsOk)
                throw new PeerException(view.Peer.Number, page.Outcome.Text ?? page.Outcome.Status.ToString());
            if (page.Changes.Count == 0)
                return adopted;
            if (page.Changes[0].Number <= after || page.Changes.Zip(page.Changes.Skip(1)).Any(pair => pair.First.Number >= pair.Second.Number))
                throw new PeerException(view.Peer.Number, "does not keep to the protocol: its changes do not get on");
            var news = await store.NewsAsync(page.Changes, cancellationToken);
            // Its user may have been made since the accounts were compared.
            var isEarly = news.RemoveAll(change => store.FindAccount(change.Entry.Entry.User) is null) > 0;
            await Parallel.ForEachAsync(news, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (change, token) =>
            {
                // What is told rests on a state of the other's catalog, which may be forgotten after a while, as with any finish.
                if (time.GetElapsedTime(asked) < WireLimits.TicketAge)
                    await AdoptAsync(store, view.Peer, change, token);
            });
            adopted += news.Count;
            if (time.GetElapsedTime(asked) >= WireLimits.TicketAge)
                throw new PeerException(view.Peer.Number, "its changes could not be taken in time");
            if (isEarly)
                throw new PeerException(view.Peer.Number, "it has entries of a user whose account has not come here yet");
            after = page.Changes[^1].Number;
            await store.NoteCopiedAsync(view.Peer.Number, view.Reply.Incarnation, after, cancellationToken);
            if (!page.HasMore)
                return adopted;
        }
    }

    private async Task AdoptAsync(NodeStore store, Peer peer, Change change, CancellationToken cancellationToken)
    {
        var result = await store.AdoptAsync(change, cancellationToken);
        if (!result.IsTaken)
            log.EntryNotAdopted(peer.Number, change.Entry.Entry.User, change.Entry.Entry.Path.Value, result.Text ?? result.Status.ToString());
    }
}
