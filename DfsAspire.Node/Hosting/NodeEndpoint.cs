using System.Net;
using DfsAspire.Node.Sessions;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DfsAspire.Node.Hosting;

/// <summary>Where the node listens for clients, known once Kestrel has started.</summary>
internal sealed class NodeEndpoint
{
    private ListenOptions? _listening;

    /// <summary>The address and port in use, also when port 0 was asked for.</summary>
    public IPEndPoint Bound => _listening?.IPEndPoint ?? throw new InvalidOperationException("The node does not listen yet.");

    /// <summary>Where this process reaches itself.</summary>
    public IPEndPoint FromHere => Bound switch
    {
        { Address: var any } bound when any.Equals(IPAddress.Any) => new IPEndPoint(IPAddress.Loopback, bound.Port),
        { Address: var any } bound when any.Equals(IPAddress.IPv6Any) => new IPEndPoint(IPAddress.IPv6Loopback, bound.Port),
        var bound => bound,
    };

    public void Declare(KestrelServerOptions kestrel, NodeOptions options)
    {
        if (options.Address is { } address)
            kestrel.Listen(address, options.Port, Use);
        else if (options.Port == 0)
            kestrel.Listen(IPAddress.Loopback, 0, Use);
        else
            // Both loopback addresses: which of them 'localhost' means differs from machine to machine.
            kestrel.ListenLocalhost(options.Port, Use);
    }

    private void Use(ListenOptions listen)
    {
        _listening = listen;
        listen.Protocols = HttpProtocols.None;
        listen.UseConnectionHandler<DfsConnectionHandler>();
    }
}
