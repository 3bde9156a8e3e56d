using System.Globalization;
using DfsAspire.Client.Store;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Connections;

/// <summary>Opens connections: a line, Hello and Welcome within a given time, then the log-in.</summary>
internal sealed class NodeDialer(INodeTransport transport, TimeProvider time)
{
    /// <summary>Connects to a node as the given account. Until the node has welcomed it may take a second.</summary>
    /// <exception cref="NodeException">The node cannot be reached, is of another cluster or version, or refuses the log-in.</exception>
    public Task<(NodeConnection Connection, Welcome Welcome)> DialAsync(NodeAddress node, Login login, Guid? cluster, CancellationToken cancellationToken) =>
        DialAsync(node, login, cluster, WireLimits.ConnectTime, cancellationToken);

    /// <summary>Connects to a node as the given account.</summary>
    /// <param name="node">Where to.</param>
    /// <param name="login">Who logs in.</param>
    /// <param name="cluster">The cluster the node must belong to; null takes any.</param>
    /// <param name="patience">How long it may take until the node has welcomed.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="NodeException">The node cannot be reached, is of another cluster or version, or refuses the log-in.</exception>
    public async Task<(NodeConnection Connection, Welcome Welcome)> DialAsync(
        NodeAddress node, Login login, Guid? cluster, TimeSpan patience, CancellationToken cancellationToken)
    {
        var (connection, welcome) = await OpenAsync(node, cluster, patience, cancellationToken);
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
    public Task<(NodeConnection Connection, Welcome Welcome)> OpenAsync(NodeAddress node, Guid? cluster, CancellationToken cancellationToken) =>
        OpenAsync(node, cluster, WireLimits.ConnectTime, cancellationToken);

    private async Task<(NodeConnection Connection, Welcome Welcome)> OpenAsync(
        NodeAddress node, Guid? cluster, TimeSpan patience, CancellationToken cancellationToken)
    {
        await transport.PrepareAsync().WaitAsync(cancellationToken);
        using var late = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
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
                throw new NodeException(node, null, $"did not answer within {Words(patience)}", fault) { IsLate = true };
            throw;
        }
    }

    private static string Words(TimeSpan patience) =>
        string.Create(CultureInfo.InvariantCulture, $"{patience.TotalSeconds:0} second{(patience == TimeSpan.FromSeconds(1) ? "" : "s")}");

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
