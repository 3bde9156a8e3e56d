using DfsAspire.Client.Store;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Connections;

/// <summary>Opens connections: a line, Hello and Welcome within a second, then the log-in.</summary>
internal sealed class NodeDialer(INodeTransport transport, TimeProvider time)
{
    /// <summary>Connects to a node as the given account.</summary>
    /// <param name="node">Where to.</param>
    /// <param name="login">Who logs in.</param>
    /// <param name="cluster">The cluster the node must belong to; null takes any.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="NodeException">The node cannot be reached, is of another cluster or version, or refuses the log-in.</exception>
    public async Task<(NodeConnection Connection, Welcome Welcome)> DialAsync(
        NodeAddress node, Login login, Guid? cluster, CancellationToken cancellationToken)
    {
        var (connection, welcome) = await OpenAsync(node, cluster, cancellationToken);
        try
        {
            await login.AuthenticateAsync(connection, cancellationToken);
            return (connection, welcome);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Connects to a node and exchanges Hello and Welcome, without a log-in.</summary>
    /// <exception cref="NodeException">The node cannot be reached within a second, or is of another cluster or version.</exception>
    public async Task<(NodeConnection Connection, Welcome Welcome)> OpenAsync(NodeAddress node, Guid? cluster, CancellationToken cancellationToken)
    {
        await transport.PrepareAsync().WaitAsync(cancellationToken);
        using var patience = new CancellationTokenSource(WireLimits.ConnectTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        NodeConnection? connection = null;
        try
        {
            connection = new NodeConnection(node, await transport.ConnectAsync(node, either.Token), time);
            var welcome = await connection.AskAsync<Hello, Welcome>(
                new Hello(Hello.ProtocolMagic, WireLimits.Version, cluster), either.Token);
            Check(node, welcome, cluster);
            return (connection, welcome);
        }
        catch (Exception fault)
        {
            if (connection is not null)
                await connection.DisposeAsync();
            if (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                throw new NodeException(node, null, $"did not answer within {WireLimits.ConnectTime.TotalSeconds:0} second", fault);
            throw;
        }
    }

    private static void Check(NodeAddress node, Welcome welcome, Guid? cluster)
    {
        if (!welcome.Outcome.IsOk)
            throw new NodeException(node, welcome.Outcome.Status, welcome.Outcome.Text ?? welcome.Outcome.Status.ToString());
        if (welcome.Version != WireLimits.Version)
            throw new NodeException(node, Status.WrongVersion, $"speaks protocol version {welcome.Version}, this client {WireLimits.Version}");
        if (welcome.Node != node.Number)
            throw new NodeException(node, Status.WrongCluster, $"says that it is node {welcome.Node}, not node {node.Number}: check the addresses in the configuration");
        if (cluster is { } wanted && welcome.Cluster is { } found && found != wanted)
            throw new NodeException(node, Status.WrongCluster, $"belongs to cluster {found:N}, not to {wanted:N}");
    }
}
