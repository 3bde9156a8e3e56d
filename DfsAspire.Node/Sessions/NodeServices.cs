using DfsAspire.Node.Accounts;
using DfsAspire.Node.Hosting;
using DfsAspire.Node.Repair;
using DfsAspire.Node.Storage;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Sessions;

/// <summary>What all sessions of a node share.</summary>
internal sealed class NodeServices(
    NodeOptions options, Volume volume, LogIns logIns, LogInPace pace, NodeReadiness readiness, RepairLoop repair, Scrub scrub, FoundingCheck founding, ClosingRule closing, NodeMetrics metrics,
    ClientWork clients, TimeProvider time, ILogger<Session> log)
{
    private readonly long _started = time.GetTimestamp();
    private readonly SharedWork _rounds = new(repair.RunToEndAsync);
    private readonly SharedWork _scrubs = new(async token =>
    {
        await scrub.RunAsync(token);
        await repair.RunToEndAsync(token);
    });

    public NodeOptions Options => options;

    public NodeStore Store => volume.Store;

    public LogIns LogIns => logIns;

    public LogInPace Pace => pace;

    public NodeReadiness Readiness => readiness;

    public FoundingCheck Founding => founding;

    public ClosingRule Closing => closing;

    public NodeMetrics Metrics => metrics;

    public ClientWork Clients => clients;

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

    /// <summary>How the node is.</summary>
    public async Task<NodeStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        var store = Store;
        NodeStatus status;
        try
        {
            status = await store.GetStatusAsync(cancellationToken);
        }
        catch (StoreException fault) when (store.Condemned is not null || fault.Status == Status.VolumeFailing)
        {
            return Failing(fault.Message);
        }

        var progress = scrub.Progress;
        return status with
        {
            Connections = metrics.Connections,
            UptimeMilliseconds = (long)Uptime.TotalMilliseconds,
            PartsRestored = repair.PartsRestored,
            ScrubPartsRead = progress.PartsRead,
            ScrubPartsDue = progress.PartsDue,
            PartsUnobtainable = repair.PartsUnobtainable,
            State = readiness.State,
            Why = readiness.Why,
        };
    }

    // Nothing can be counted then, and whoever asks must not take it for a node that is away.
    private NodeStatus Failing(string why) =>
        new() { State = NodeState.Failing, Why = why, Connections = metrics.Connections, UptimeMilliseconds = (long)Uptime.TotalMilliseconds };

    /// <summary>
    /// Runs a round of repair now, after re-reading all parts if wished. Anyone may ask: at most one of each runs at a time, and all who
    /// ask meanwhile wait for that one. It goes on until it has ended or nobody waits for it any more.
    /// </summary>
    public Task RepairAsync(bool withScrub, CancellationToken cancellationToken) => (withScrub ? _scrubs : _rounds).RunAsync(cancellationToken);
}
