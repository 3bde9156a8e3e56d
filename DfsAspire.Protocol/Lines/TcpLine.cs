using System.Net;
using System.Net.Sockets;

namespace DfsAspire.Protocol.Lines;

/// <summary>Opens lines over TCP, encrypted unless the caller was told otherwise.</summary>
public static class TcpLine
{
    /// <summary>Connects, and shakes hands where TLS is required.</summary>
    /// <param name="host">Host name or address.</param>
    /// <param name="port">TCP port.</param>
    /// <param name="tls">Whether the line must be encrypted.</param>
    /// <param name="pin">The only certificate that is taken; null takes any, and leaves it to the log-in to find out whose it is.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="SocketException">Nobody listens there, or the host is not known.</exception>
    /// <exception cref="IOException">The other side closed the connection.</exception>
    /// <exception cref="LineRefusedException">The line is not as safe as it must be.</exception>
    public static async Task<NodeLine> ConnectAsync(
        string host, int port, TlsPolicy tls, CertificateFingerprint? pin, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken);
            if (tls != TlsPolicy.Required)
                CheckPlain((IPEndPoint)socket.RemoteEndPoint!, tls, pin);
            // Nothing is owed on an idle line: readable means closed.
            var plain = new NodeLine(new NetworkStream(socket, ownsSocket: true), () => !socket.Poll(TimeSpan.Zero, SelectMode.SelectRead));
            return tls == TlsPolicy.Required ? await TlsLine.OverAsync(plain, pin, cancellationToken) : plain;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>True for an address that no packet leaves the machine for.</summary>
    public static bool IsLoopback(IPAddress address) => IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    // The address that was reached, not the name: names may mean one machine today and another one tomorrow.
    private static void CheckPlain(IPEndPoint reached, TlsPolicy tls, CertificateFingerprint? pin)
    {
        if (pin is not null)
            throw new LineRefusedException("has a certificate in the configuration, which turns TLS off: take one of the two out");
        if (tls != TlsPolicy.Off && !IsLoopback(reached.Address))
            throw new LineRefusedException(
                $"is at {reached.Address}, beyond this machine, and TLS is off: turn it on, or allow this with 'TlsOffBeyondLoopback: true' in dfs.conf (Dfs__TlsOffBeyondLoopback=true for nodes and their worker)");
    }
}
