using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>One in between who ends the client's TLS with a certificate of its own, begins another one with the node, and reads what passes.</summary>
internal sealed class TerminatingProxy : IAsyncDisposable
{
    private readonly int _target;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate;
    private readonly MemoryStream _read = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;

    public TerminatingProxy(int target)
    {
        _target = target;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // The same name as a node's: nobody must go by it.
        _certificate = new CertificateRequest("CN=dfs node1", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Changes what clients send, each byte a character.</summary>
    public Func<string, string>? Rewrite { get; set; }

    /// <summary>What clients sent, opened.</summary>
    public string Read
    {
        get
        {
            lock (_read)
                return Encoding.Latin1.GetString(_read.ToArray());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _certificate.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var lines = new List<Task>();
        try
        {
            while (true)
                lines.Add(RelayAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(lines);
        }
    }

    private async Task RelayAsync(TcpClient accepted)
    {
        using var client = accepted;
        using var node = new TcpClient();
        try
        {
            await using var clients = new SslStream(client.GetStream());
            await clients.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _end.Token);
            await node.ConnectAsync(IPAddress.Loopback, _target, _end.Token);
            await using var nodes = new SslStream(node.GetStream(), leaveInnerStreamOpen: false, (_, shown, _, _) => shown is not null);
            await nodes.AuthenticateAsClientAsync(new SslClientAuthenticationOptions(), _end.Token);
            await Task.WhenAny(PumpAsync(clients, nodes, toNode: true), PumpAsync(nodes, clients, toNode: false));
        }
        catch (Exception fault) when (fault is IOException or SocketException or AuthenticationException or OperationCanceledException)
        {
            // The client would not have it.
        }
    }

    private async Task PumpAsync(Stream from, Stream to, bool toNode)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReadAsync(buffer, _end.Token) is var read and > 0)
                await to.WriteAsync(toNode ? Taken(buffer.AsSpan(0, read)) : buffer.AsMemory(0, read), _end.Token);
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Closed by either side.
        }
    }

    private ReadOnlyMemory<byte> Taken(ReadOnlySpan<byte> piece)
    {
        lock (_read)
            _read.Write(piece);
        var text = Encoding.Latin1.GetString(piece);
        return Encoding.Latin1.GetBytes(Rewrite?.Invoke(text) ?? text);
    }
}
