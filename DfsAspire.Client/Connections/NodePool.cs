using System.Collections.Concurrent;
using DfsAspire.Client.Store;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Lines;

namespace DfsAspire.Client.Connections;

/// <summary>Open, logged-in connections to one node, kept for the next request.</summary>
internal sealed class NodePool(NodeAddress node, NodeDialer dialer, Login login) : IAsyncDisposable
{
    private const int MostIdle = 8;

    private readonly ConcurrentStack<NodeConnection> _idle = new();
    private bool _isDisposed;

    public NodeAddress Node { get; } = node;

    /// <summary>The cluster that new connections must belong to; null until the client has settled on one.</summary>
    public Guid? Cluster { get; set; }

    /// <summary>The certificate that the node showed when it was last logged in at; null before, and without TLS.</summary>
    public CertificateFingerprint? Certificate { get; private set; }

    /// <summary>An idle connection, or a new one.</summary>
    /// <exception cref="NodeException">No connection can be had.</exception>
    public async ValueTask<NodeConnection> RentAsync(CancellationToken cancellationToken)
    {
        // A kept connection may have died with its node.
        while (_idle.TryPop(out var idle))
        {
            if (idle.IsOpen)
                return idle;
            await idle.DisposeAsync();
        }

        return await DialAsync(WireLimits.ConnectTime, cancellationToken);
    }

    /// <summary>Opens a connection for the next request, with more patience than a request has.</summary>
    /// <exception cref="NodeException">No connection can be had.</exception>
    public async Task WarmAsync(CancellationToken cancellationToken) =>
        await ReturnAsync(await DialAsync(WireLimits.PatientConnectTime, cancellationToken));

    /// <summary>Takes back a connection whose last request has come to its end.</summary>
    public ValueTask ReturnAsync(NodeConnection connection)
    {
        connection.IsReused = true;
        Certificate ??= connection.Certificate;
        if (_isDisposed || _idle.Count >= MostIdle)
            return connection.DisposeAsync();
        _idle.Push(connection);
        return default;
    }

    /// <summary>Closes the idle connections: their node has gone, or the client ends.</summary>
    public async ValueTask ClearAsync()
    {
        while (_idle.TryPop(out var connection))
            await connection.DisposeAsync();
    }

    private async Task<NodeConnection> DialAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var (connection, _) = await dialer.DialAsync(Node, login, Cluster, patience, cancellationToken);
        Certificate = connection.Certificate;
        return connection;
    }

    public ValueTask DisposeAsync()
    {
        _isDisposed = true;
        return ClearAsync();
    }
}
