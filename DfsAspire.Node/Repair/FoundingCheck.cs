using DfsAspire.Node.Hosting;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Repair;

/// <summary>
/// Tells an empty volume that may be founded from one that was lost. The founding step's secret is known to all nodes, and a node that is founded
/// anew would answer as if it knew what it has forgotten: so the other nodes have a say.
/// </summary>
internal sealed class FoundingCheck(Volume volume, NodeOptions options, IReadOnlyList<Peer> peers, TimeProvider time)
{
    /// <summary>Why the volume cannot be founded now; null when it can, or is founded already.</summary>
    public async Task<string?> WhyNotAsync(CancellationToken cancellationToken)
    {
        if (volume.Store.Identity.IsFounded || peers.Count == 0)
            return null;
        var views = await PeerViews.GatherAsync(peers, new Introduce(Peer.Header, options.Node, null, 0, 0), time, cancellationToken);
        if (views.Answered.FirstOrDefault(view => view.Reply.KnownIncarnation > 0) is { } view)
            return $"node {view.Peer.Number} remembers a volume of it, in cluster {view.Reply.Cluster:N}; an empty one copies the catalogs of that cluster by itself";
        return views.Faults is [var fault, ..] ? $"it must hear first that no other node remembers a volume of it, and {fault.Message}" : null;
    }
}
