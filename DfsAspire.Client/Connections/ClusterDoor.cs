using DfsAspire.Client.Store;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Lines;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Connections;

/// <summary>The first log-in at all nodes at once: settles which cluster this is, and whether there is any way in.</summary>
internal sealed class ClusterDoor(IReadOnlyList<NodeClient> nodes, NodeDialer dialer, Login login)
{
    /// <summary>Dials every node and leaves the connections in their pools.</summary>
    /// <exception cref="DfsException">No way in; the message says why, node by node.</exception>
    public async Task<Guid> EnterAsync(Guid? cluster, CancellationToken cancellationToken)
    {
        var attempts = await TryAllAsync(WireLimits.ConnectTime);
        if (attempts.All(attempt => attempt.Connection is null) && attempts.Any(attempt => attempt.Fault!.IsLate))
            attempts = await TryAllAsync(WireLimits.PatientConnectTime);
        var open = attempts.Where(attempt => attempt.Connection is not null).ToList();
        var settled = cluster ?? Majority(open);
        foreach (var attempt in open)
        {
            attempt.Node.Pool.Cluster = settled;
            if (attempt.Cluster == settled)
                await attempt.Node.Pool.ReturnAsync(attempt.Connection!);
            else
                await attempt.Connection!.DisposeAsync();
        }

        foreach (var node in nodes)
            node.Pool.Cluster = settled;
        return open.Count > 0 ? settled : throw NoWayIn([.. attempts.Select(attempt => attempt.Fault!)]);

        Task<Attempt[]> TryAllAsync(TimeSpan patience) => Task.WhenAll(nodes.Select(node => TryAsync(node, cluster, patience, cancellationToken)));
    }

    private static Guid Majority(List<Attempt> open) => open.Count == 0
        ? Guid.Empty
        : open.GroupBy(attempt => attempt.Cluster).OrderByDescending(group => group.Count()).First().Key;

    // Starting nodes would not help.
    private static bool KeepsOut(NodeException fault) =>
        fault.Status is Status.WrongCluster or Status.WrongVersion or Status.WrongMagic or Status.TlsRequired || fault.InnerException is LineRefusedException;

    private DfsException NoWayIn(IReadOnlyList<NodeException> faults)
    {
        if (faults.Any(fault => fault.Status == Status.WrongCredentials))
            return new DfsException(DfsFault.WrongCredentials, Login.RefusedMessage);
        var reasons = string.Join("; ", faults.Select(fault => fault.Message));
        if (faults.Any(KeepsOut))
            return new DfsException(DfsFault.Protocol, $"No node lets this client in: {reasons}.");
        if (faults.Any(fault => fault.Status == Status.NotFounded))
            return new DfsException(DfsFault.Refused, $"The store is not founded yet, so '{login.User}' has no account: {reasons}.");
        if (faults.Any(fault => fault.Status == Status.Busy))
            return new DfsException(DfsFault.QuorumRefused, $"No node lets this client in just now: {reasons}.");
        return new DfsException(DfsFault.QuorumRefused, $"No node of the store can be reached: {reasons}. Is the store running?");
    }

    private async Task<Attempt> TryAsync(NodeClient node, Guid? cluster, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            var (connection, welcome) = await dialer.DialAsync(node.Node, login, cluster, patience, cancellationToken);
            return new Attempt(node, connection, welcome.Cluster ?? Guid.Empty, null);
        }
        catch (NodeException fault)
        {
            return new Attempt(node, null, Guid.Empty, fault);
        }
    }

    private sealed record Attempt(NodeClient Node, NodeConnection? Connection, Guid Cluster, NodeException? Fault);
}
