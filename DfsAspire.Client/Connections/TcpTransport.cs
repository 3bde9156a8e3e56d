using System.Net.Sockets;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Lines;

namespace DfsAspire.Client.Connections;

/// <summary>Connects over TCP, and over TLS unless told otherwise.</summary>
internal sealed class TcpTransport(TlsPolicy tls) : INodeTransport
{
    public Task PrepareAsync() => tls == TlsPolicy.Required ? Rehearsal.OfThisProcess : Task.CompletedTask;

    public async Task<NodeLine> ConnectAsync(NodeAddress node, CancellationToken cancellationToken)
    {
        try
        {
            return await TcpLine.ConnectAsync(node.Host, node.Port, tls, node.Certificate, cancellationToken);
        }
        catch (SocketException fault)
        {
            var reason = fault.SocketErrorCode == SocketError.ConnectionRefused ? "is down (connection refused)" : $"cannot be reached ({fault.Message})";
            throw new NodeException(node, null, reason, fault);
        }
        catch (IOException fault)
        {
            throw new NodeException(node, null, $"closed the connection at once ({fault.Message.TrimEnd('.')})", fault);
        }
        catch (LineRefusedException fault)
        {
            throw new NodeException(node, null, fault.Message, fault);
        }
    }
}
