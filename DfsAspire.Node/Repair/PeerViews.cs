using DfsAspire.Protocol;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Repair;

/// <summary>What one other node said in this round.</summary>
internal sealed record PeerView(Peer Peer, IntroduceReply Reply)
{
    public bool IsSettled => Reply is { IsSettled: true, Cluster: not null };
}

/// <summary>The other nodes that answered in this round, and what nodes that did not answer gave as a reason.</summary>
internal sealed record PeerViews(IReadOnlyList<PeerView> Answered, IReadOnlyList<PeerException> Faults)
{
    /// <summary>True when every node of the cluster but this one answered.</summary>
    public bool IsComplete => Answered.Count == WireLimits.Nodes - 1;

    /// <summary>Those that may be copied from.</summary>
    public IEnumerable<PeerView> Settled => Answered.Where(view => view.IsSettled);

    /// <summary>Introduces this node to all others at once. Who takes longer than <see cref="WireLimits.SilenceTime"/> has not answered: a round waits for it.</summary>
    public static async Task<PeerViews> GatherAsync(
        IReadOnlyList<Peer> peers, Introduce introduction, TimeProvider time, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(WireLimits.SilenceTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        var faults = new List<PeerException>();
        var views = await Task.WhenAll(peers.Select(async peer =>
        {
            try
            {
                var reply = await peer.AskAsync<Introduce, IntroduceReply>(introduction, either.Token);
                if (reply.Outcome.IsOk)
                    return new PeerView(peer, reply);
                throw new PeerException(peer.Number, reply.Outcome.Text ?? reply.Outcome.Status.ToString());
            }
            catch (PeerException fault)
            {
                return Fail(fault);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return Fail(new PeerException(peer.Number, $"did not answer within {WireLimits.SilenceTime.TotalSeconds:0} seconds"));
            }
        }));
        return new PeerViews([.. views.OfType<PeerView>()], faults);

        PeerView? Fail(PeerException fault)
        {
            lock (faults)
                faults.Add(fault);
            return null;
        }
    }
}
