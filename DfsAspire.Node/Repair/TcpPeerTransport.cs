using System.Globalization;
using System.Net.Sockets;
using DfsAspire.Node.Hosting;
using DfsAspire.Protocol.Lines;
using DfsAspire.ServiceDefaults;
using Microsoft.Extensions.ServiceDiscovery;

namespace DfsAspire.Node.Repair;

/// <summary>
/// Finds the other nodes through service discovery, endpoint <c>dfs</c> of <c>node1</c> to <c>node4</c>, and connects over TCP, with TLS where this
/// node has it.
/// </summary>
internal sealed class TcpPeerTransport(ServiceEndpointResolver resolver, NodeOptions options) : IPeerTransport
{
    public async Task<NodeLine> ConnectAsync(int node, CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"node{node}");
        var address = await TcpEndpoints.FindAsync(resolver, name, "dfs", cancellationToken)
            ?? throw new PeerException(node, $"its address is not set (services__{name}__dfs__0)");
        try
        {
            // No pin: the secret that the log-in rests on is random, and the name tells nothing.
            return await TcpLine.ConnectAsync(address.Host, address.Port, options.Tls, pin: null, cancellationToken);
        }
        catch (SocketException fault)
        {
            throw new PeerException(node, $"cannot be reached ({fault.SocketErrorCode})", fault);
        }
        catch (IOException fault)
        {
            throw new PeerException(node, $"closed the connection at once ({fault.Message.TrimEnd('.')})", fault);
        }
        catch (LineRefusedException fault)
        {
            throw new PeerException(node, fault.Message, fault);
        }
    }
}
