using DfsAspire.Client.Connections;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Founding;

/// <summary>One node, entered with the cluster's own secret.</summary>
internal sealed class NodeDoor : IAsyncDisposable
{
    private readonly NodeConnection _connection;

    private NodeDoor(NodeConnection connection, Guid? cluster) => (_connection, Cluster) = (connection, cluster);

    /// <summary>The cluster that the node's volume belongs to; null for an empty volume.</summary>
    public Guid? Cluster { get; }

    /// <summary>The node, and the certificate that it proved to be its own.</summary>
    public NodeAddress Node => _connection.Node with { Certificate = _connection.Certificate };

    /// <summary>Connects and logs in.</summary>
    /// <exception cref="DfsException">The node is away, or was started with another secret.</exception>
    public static async Task<NodeDoor> OpenAsync(NodeAddress node, NodeDialer dialer, Login login, CancellationToken cancellationToken)
    {
        try
        {
            var (connection, welcome) = await dialer.DialAsync(node, login, null, cancellationToken);
            return new NodeDoor(connection, welcome.Cluster);
        }
        catch (NodeException fault) when (fault.Status == Status.WrongCredentials)
        {
            throw new DfsException(DfsFault.WrongCredentials, $"{node} was started with another cluster secret than this command.", fault);
        }
        catch (NodeException fault)
        {
            throw new DfsException(DfsFault.QuorumRefused, $"Founding needs all four nodes, but {fault.Message}.", fault);
        }
    }

    /// <summary>Makes the empty volume part of a cluster.</summary>
    /// <exception cref="DfsException">The node refuses or is lost.</exception>
    public async Task FoundAsync(Guid cluster, SignedAccount administrator, CancellationToken cancellationToken)
    {
        var reply = await AskAsync<Found, FoundReply>(
            new Found(NodeClient.Header, cluster, _connection.Node.Number, administrator), cancellationToken);
        if (!reply.Outcome.IsOk)
            throw new DfsException(
                reply.Outcome.Status == Status.NotReady ? DfsFault.QuorumRefused : DfsFault.Refused, $"{_connection.Node} refuses to be founded: {reply.Outcome.Text ?? reply.Outcome.Status.ToString()}");
    }

    /// <summary>All accounts of the cluster.</summary>
    /// <exception cref="DfsException">The node refuses or is lost.</exception>
    public async Task<IReadOnlyList<SignedAccount>> ListAccountsAsync(CancellationToken cancellationToken)
    {
        var accounts = new List<SignedAccount>();
        while (true)
        {
            var page = await AskAsync<ListAccounts, AccountsReply>(
                new ListAccounts(NodeClient.Header, accounts.Count == 0 ? "" : accounts[^1].Account.User), cancellationToken);
            if (!page.Outcome.IsOk)
                throw new DfsException(DfsFault.Refused, $"{_connection.Node} does not list its accounts: {page.Outcome.Text ?? page.Outcome.Status.ToString()}");
            foreach (var account in page.Accounts.Select(report => report.Record.Account))
            {
                if (accounts is [.., var last] && string.CompareOrdinal(account.Account.User, last.Account.User) <= 0)
                    throw new DfsException(DfsFault.Protocol, $"{_connection.Node} does not keep to the protocol: its list of accounts does not get on.");
                accounts.Add(account);
            }

            if (!page.HasMore || page.Accounts.Count == 0)
                return accounts;
        }
    }

    public override string ToString() => $"{_connection.Node.Name} {(Cluster is { } cluster ? cluster.ToString("N") : "none")}";

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task<TReply> AskAsync<TRequest, TReply>(TRequest request, CancellationToken cancellationToken)
        where TRequest : IMessage<TRequest>
        where TReply : IMessage<TReply>
    {
        try
        {
            return await _connection.AskAsync<TRequest, TReply>(request, cancellationToken);
        }
        catch (NodeException fault)
        {
            throw new DfsException(DfsFault.Refused, fault.Message, fault);
        }
    }
}
