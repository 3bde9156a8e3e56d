using DfsAspire.Node.Hosting;
using DfsAspire.Node.Storage;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Repair;

/// <summary>
/// Finds out from what others remember whether this volume is new, or older than it should be, and begins a new incarnation then:
/// one that has forgotten what it took must not be counted as if it knew.
/// </summary>
internal sealed class VolumeRenewal(Volume volume, NodeOptions options, NodeReadiness readiness, ILogger<VolumeRenewal> log)
{
    // One node alone must not be able to make another forget.
    private const int Witnesses = 2;

    /// <summary>Looks at what the others said, and renews or joins where that is due; answers whether the volume belongs to a cluster now.</summary>
    public async Task<bool> ExamineAsync(PeerViews views, CancellationToken cancellationToken)
    {
        var store = volume.Store;
        if (!store.Identity.IsFounded)
            return await TryJoinAsync(views, cancellationToken);
        if (store.Distrust is not null && !await TryReplaceAsync(store, views, cancellationToken))
            return false;
        var mine = store.Identity.Incarnation;
        // Until it has compared, the node tells nobody how far it is: what the others remember is from before, and what it does meanwhile must not
        // let an old copy catch up with that.
        var sequence = readiness.IsVolumeCompared ? await store.GetSequenceAsync(cancellationToken) : store.OpenedAt;
        var newer = views.Answered.Select(view => view.Reply)
            .Where(reply => reply.KnownIncarnation > mine || (reply.KnownIncarnation == mine && reply.KnownSequence > sequence)).ToList();
        if (newer.Count < Witnesses)
        {
            foreach (var reply in newer)
                log.OneRemembersMore(options.Node, mine, sequence, reply.KnownIncarnation, reply.KnownSequence);
            // Where one remembers more, the word of a node that is away may be the second. Who remembers nothing at all, because it is new itself, is no
            // witness: it is as if it were away, and waits for answers of this one in order to be something else.
            var remembering = views.Answered.Count(view => view.Reply.KnownIncarnation > 0);
            if (views.IsComplete || (newer.Count == 0 && remembering >= Witnesses))
                readiness.NoteVolumeCompared(store);
            else if (remembering < Witnesses && (newer.Count == 0 || views.Answered.Count < Witnesses))
                readiness.NoteFewOthers(store);
            else
                readiness.NoteOthers();
            return true;
        }

        // What so many agree on: the highest number might be one node's invention.
        var known = newer.Select(reply => reply.KnownIncarnation).OrderDescending().ElementAt(Witnesses - 1);
        log.VolumeIsOld(options.Node, mine, sequence, known, newer.Max(reply => reply.KnownSequence));
        await store.RenewAsync(known, cancellationToken);
        readiness.NoteVolumeCompared(store);
        return true;
    }

    // Whoever forgets a damaged catalog has looked at it with this program, and needs others to copy from. They are silent as well while theirs is damaged, so that never all forget at once.
    private async Task<bool> TryReplaceAsync(NodeStore store, PeerViews views, CancellationToken cancellationToken)
    {
        if (store.IsDistrustInherited || views.Settled.Count() < Witnesses)
            return false;
        await store.RenewAsync(store.Identity.Incarnation, cancellationToken);
        readiness.NoteVolumeCompared(store);
        return true;
    }

    // An empty volume is either about to be founded, or takes the place of one that the others remember.
    private async Task<bool> TryJoinAsync(PeerViews views, CancellationToken cancellationToken)
    {
        var witnesses = views.Answered.Where(view => view.IsSettled && view.Reply.KnownIncarnation > 0).ToList();
        if (witnesses.Count < Witnesses)
            return false;
        var said = (await Task.WhenAll(witnesses.Select(view => WitnessAsync(view, cancellationToken)))).OfType<Witness>().ToList();
        // What so many agree on; what another one says, or keeps to itself, changes nothing.
        if (said.GroupBy(witness => (witness.Cluster, witness.Account)).FirstOrDefault(alike => alike.Count() >= Witnesses) is not { } agreed)
        {
            if (said.Count >= Witnesses)
                log.AdministratorsDiffer(options.Node);
            return false;
        }

        // The highest number might be one node's invention.
        var known = agreed.Select(witness => witness.Known).OrderDescending().ElementAt(Witnesses - 1);
        var store = volume.Store;
        readiness.NoteVolumeCompared(store);
        await store.JoinAsync(agreed.Key.Cluster, agreed.First().Administrator, known, cancellationToken);
        log.VolumeIsNew(options.Node, store.Identity.Cluster!.Value);
        return true;
    }

    private async Task<Witness?> WitnessAsync(PeerView view, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await view.Peer.AskAsync<GetAccount, AccountReply>(new GetAccount(Peer.Header, ReservedNames.Administrator), cancellationToken);
            return reply.Account is { } account && account.Account.User == ReservedNames.Administrator && AccountKeys.IsSelfSigned(account)
                ? new Witness(view.Reply.Cluster!.Value, account, Convert.ToHexString(account.Encoded.Span), view.Reply.KnownIncarnation)
                : null;
        }
        catch (PeerException fault)
        {
            log.PeerFailed(fault.Node, fault.Message);
            return null;
        }
    }

    /// <summary>What one node remembers of the cluster that this volume is to join.</summary>
    private sealed record Witness(Guid Cluster, SignedAccount Administrator, string Account, long Known);
}
