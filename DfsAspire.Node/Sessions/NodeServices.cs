using DfsAspire.Node.Accounts;
using DfsAspire.Node.Hosting;
using DfsAspire.Node.Repair;
using DfsAspire.Node.Storage;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Sessions;

/// <summary>What all sessions of a node share.</summary>
internal sealed class NodeServices(
    NodeOptions options, Volume volume, LogIns logIns, NodeReadiness readiness, RepairLoop repair, Scrub scrub, NodeMetrics metrics, TimeProvider time,
    ILogger<Session> log)
{
    private readonly long _started = time.GetTimestamp();

    public NodeOptions Options => options;

    public NodeStore Store => volume.Store;

    public LogIns LogIns => logIns;

    public NodeReadiness Readiness => readiness;

    public NodeMetrics Metrics => metrics;

    public TimeProvider Time => time;

    public ILogger<Session> Log => log;

    public TimeSpan Uptime => time.GetElapsedTime(_started);

    /// <summary>A ticket for now: the node's own clock, which no other clock is compared with.</summary>
    public long Ticket => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>What the node says of itself with an answer.</summary>
    public NodeView View()
    {
        var identity = Store.Identity;
        return new NodeView(identity.Incarnation, identity.KnownIncarnations, Ticket);
    }

    /// <summary>Runs a round of repair now, after re-reading all parts if wished.</summary>
    public async Task RepairAsync(bool withScrub, CancellationToken cancellationToken)
    {
        if (withScrub)
            await scrub.RunAsync(cancellationToken);
        await repair.RunAsync(isAsked: true, cancellationToken);
    }
}
