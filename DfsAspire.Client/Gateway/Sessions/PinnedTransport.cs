using DfsAspire.Client.Connections;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Lines;
using OpenTelemetry;

namespace DfsAspire.Client.Gateway.Sessions;

/// <summary>
/// Connects users of the gateway to nodes that show the certificate which they showed to the worker last, so that a password is proven to nobody
/// else. A session lasts longer than some certificates do: when a node shows another one, the worker, whose own log-in makes certain whose it is, goes there first.
/// </summary>
internal sealed class PinnedTransport(DfsClient worker, TlsPolicy tls, TimeProvider time) : INodeTransport
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TcpTransport _tcp = new(tls);
    private readonly Lock _lock = new();
    private Task _visit = Task.CompletedTask;

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
            // It goes on for the next attempt when this one has no more time.
            await Visit().WaitAsync(cancellationToken);
            var now = Pinned(node);
            if (now == known)
                throw;
            return await _tcp.ConnectAsync(now, cancellationToken);
        }
    }

    private NodeAddress Pinned(NodeAddress node) => node with { Certificate = worker.Nodes[node.Number - 1].Certificate };

    private Task Visit()
    {
        lock (_lock)
            return _visit.IsCompleted ? _visit = Task.Run(VisitAsync) : _visit;
    }

    private async Task VisitAsync()
    {
        using var quiet = SuppressInstrumentationScope.Begin();
        using var late = new CancellationTokenSource(Patience, time);
        try
        {
            await worker.GetStatusAsync(late.Token);
        }
        catch (Exception fault) when (fault is DfsException or OperationCanceledException)
        {
            // What became of the worker is not the user's fault: that the node shows another certificate is what they are told.
        }
    }
}
