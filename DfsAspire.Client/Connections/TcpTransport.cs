using System.Net.Sockets;
using DfsAspire.Client.Store;

namespace DfsAspire.Client.Connections;

/// <summary>Connects over TCP.</summary>
internal sealed class TcpTransport : INodeTransport
{
    public async Task<NodeLine> ConnectAsync(NodeAddress node, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(node.Host, node.Port, cancellationToken);
            // Nothing is owed on an idle connection: readable means closed.
            return new NodeLine(new NetworkStream(socket, ownsSocket: true), () => !socket.Poll(TimeSpan.Zero, SelectMode.SelectRead));
        }
        catch (SocketException fault)
        {
            socket.Dispose();
            var reason = fault.SocketErrorCode == SocketError.ConnectionRefused ? "is down (connection refused)" : $"cannot be reached ({fault.Message})";
            throw new NodeException(node, null, reason, fault);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
