using DfsAspire.Client.Connections;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Lines;
using OpenTelemetry;

namespace DfsAspire.Client.Gateway.Sessions;

/// <summary>
/// Connects users of the gateway to nodes that show the certificate which they showed to the worker last, so that a password is proven to nobody
/// else. A session lasts longer than some certificates do: when a node shows another one, the worker, whose own log-in makes certain whose it is, goes there first.
/// </summary>
internal sealed class PinnedTransport(DfsClient worker, TlsPolicy tls) : INodeTransport
{
    private readonly TcpTransport _tcp = new(tls);

    public Task PrepareAsync() => _tcp.PrepareAsync();

    public async Task<NodeLine> ConnectAsync(NodeAddress node, CancellationToken cancellationToken)
    {
        var known = Pinned(node);
        try
        {
            return await _tcp.ConnectAsync(known, cancellationToken);
        }
        catch (NodeException fault) when (fault.InnerException is LineRefusedException)
        {
            using (SuppressInstrumentationScope.Begin())
                await worker.GetStatusAsync(cancellationToken);
            var now = Pinned(node);
            if (now == known)
                throw;
            return await _tcp.ConnectAsync(now, cancellationToken);
        }
    }

    private NodeAddress Pinned(NodeAddress node) => node with { Certificate = worker.Nodes[node.Number - 1].Certificate };
}
