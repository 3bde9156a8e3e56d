using System.Globalization;
using System.Net.Sockets;
using DfsAspire.ServiceDefaults;
using Microsoft.Extensions.ServiceDiscovery;

namespace DfsAspire.Node.Repair;

/// <summary>Finds the other nodes through service discovery, endpoint <c>dfs</c> of <c>node1</c> to <c>node4</c>, and connects over TCP.</summary>
internal sealed class TcpPeerTransport(ServiceEndpointResolver resolver) : IPeerTransport
{
    public async Task<Stream> ConnectAsync(int node, CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"node{node}");
        var address = await TcpEndpoints.FindAsync(resolver, name, "dfs", cancellationToken)
            ?? throw new PeerException(node, $"its address is not set (services__{name}__dfs__0)");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException fault)
        {
            socket.Dispose();
            throw new PeerException(node, $"cannot be reached ({fault.SocketErrorCode})", fault);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
