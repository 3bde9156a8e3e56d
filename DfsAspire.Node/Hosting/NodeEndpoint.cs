using System.Net;
using DfsAspire.Node.Certificates;
using DfsAspire.Node.Sessions;
using DfsAspire.Protocol.Lines;
using DfsAspire.ServiceDefaults.Admission;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace DfsAspire.Node.Hosting;

/// <summary>Where the node listens for clients, known once Kestrel has started.</summary>
internal sealed class NodeEndpoint
{
    private ListenOptions? _listening;
    private TlsPolicy _tls;

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
        _tls = options.Tls;
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
        var doorkeeper = listen.ApplicationServices.GetRequiredService<Doorkeeper>();
        listen.Use(next => connection => doorkeeper.ServeAsync(connection, next));
        if (_tls == TlsPolicy.Required)
            UseTls(listen);
        listen.UseConnectionHandler<DfsConnectionHandler>();
    }

    private static void UseTls(ListenOptions listen)
    {
        var services = listen.ApplicationServices;
        var certificate = services.GetRequiredService<NodeCertificate>();
        var door = services.GetRequiredService<TlsDoor>();
        listen.Use(door.Before);
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(certificate.Handshake),
            HandshakeTimeout = SessionLimits.HelloTime,
        });
        listen.Use(door.Behind);
    }
}
