using DfsAspire.Node.Accounts;
using DfsAspire.Node.Hosting;
using DfsAspire.Node.Repair;
using DfsAspire.Node.Sessions;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Lines;
using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.Network;
using Microsoft.Extensions.Logging.Abstractions;

namespace DfsAspire.Simulation.Cluster;

/// <summary>Puts a node together, as the node's own host does (NodeHosting, RepairHosting), with a simulated way to the other nodes.</summary>
internal static class NodeProgram
{
    public static (NodeServices Services, RepairLoop Repair) Assemble(
        NodeOptions node, RepairOptions options, Volume volume, IPeerTransport transport, TimeProvider time, Action<Exception> surprise)
    {
        var meters = new LifeMeters();
        var logIns = new NodeLogIns(node);
        IReadOnlyList<Peer> peers = [.. Enumerable.Range(1, 4).Where(number => number != node.Node).Select(number => new Peer(number, transport, logIns, time))];
        var readiness = new NodeReadiness(volume);
        var counts = new RepairCounts(meters, node);
        var clients = new ClientWork(time);
        var repair = new RepairLoop(
            volume, node, options, peers, readiness, new VolumeRenewal(volume, node, readiness, NullLogger<VolumeRenewal>.Instance), new AccountCopy(volume, readiness, node, time, NullLogger<AccountCopy>.Instance),
            new CatalogCopy(volume, new Pace(options.BytesPerSecond, clients, time), time, NullLogger<CatalogCopy>.Instance),
            new PartHealing(volume, node, counts, new Pace(options.BytesPerSecond, clients, time), time, NullLogger<PartHealing>.Instance),
            new LoanReturn(volume, counts, new Pace(options.BytesPerSecond, clients, time), time, NullLogger<LoanReturn>.Instance), new CleanUp(volume, options, new ScarceSpace(options, NullLogger<ScarceSpace>.Instance), time), time, new SurpriseLog<RepairLoop>(surprise));
        var scrub = new Scrub(volume, options, new Pace(options.ScrubBytesPerSecond, clients, time), time, NullLogger<Scrub>.Instance);
        var services = new NodeServices(
            node, volume, new LogIns(node, volume, Founded.LogIn, logIns), new LogInPace(time), readiness, repair, scrub, new FoundingCheck(volume, node, peers, time), new ClosingRule(volume, options, time), new NodeMetrics(meters, node, volume, readiness, time),
            clients, time,
            NullLogger<Session>.Instance);
        return (services, repair);
    }
}

/// <summary>Connects one life of a node with the other nodes.</summary>
internal sealed class SimPeerTransport(SimCluster cluster, Host from, Actor life) : IPeerTransport
{
    public async Task<NodeLine> ConnectAsync(int node, CancellationToken cancellationToken)
    {
        try
        {
            var end = await cluster.Network.ConnectAsync(from, life, cluster.Node(node).Host, cancellationToken);
            return new NodeLine(end, () => end.IsQuiet);
        }
        catch (IOException fault)
        {
            throw new PeerException(node, "is down (connection refused)", fault);
        }
    }
}
