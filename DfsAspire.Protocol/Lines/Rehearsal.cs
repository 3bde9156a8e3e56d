using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace DfsAspire.Protocol.Lines;

/// <summary>
/// A handshake of a program with itself. The first one in a process loads libraries, which on a busy machine can take a second: longer than
/// a node may take for its part. So both sides have it behind them before they meet.
/// </summary>
public static class Rehearsal
{
    private static readonly Lazy<Task> Once = new(RunOnceAsync);

    /// <summary>Shakes hands once in the life of this process. Never fails: if TLS does not work here, a real line says why.</summary>
    public static Task OfThisProcess => Once.Value;

    /// <summary>Shakes hands with a certificate, which shows whether it can be used at all.</summary>
    /// <exception cref="LineRefusedException">Nobody could shake hands with it.</exception>
    public static async Task RunAsync(SslServerAuthenticationOptions handshake, CertificateFingerprint certificate, CancellationToken cancellationToken)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, handshake, cancellationToken);
        try
        {
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            var line = await TcpLine.ConnectAsync(IPAddress.Loopback.ToString(), port, TlsPolicy.Required, certificate, cancellationToken);
            await line.Stream.DisposeAsync();
        }
        finally
        {
            listener.Stop();
            await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task RunOnceAsync()
    {
        using var certificate = SelfSigned.Make("rehearsal", DateTimeOffset.UnixEpoch);
        var handshake = new SslServerAuthenticationOptions { EnabledSslProtocols = SslProtocols.Tls13, ServerCertificate = certificate };
        await RunAsync(handshake, CertificateFingerprint.Of(certificate), CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task ServeAsync(TcpListener listener, SslServerAuthenticationOptions handshake, CancellationToken cancellationToken)
    {
        using var accepted = await listener.AcceptTcpClientAsync(cancellationToken);
        accepted.NoDelay = true;
        await using var secure = new SslStream(accepted.GetStream());
        await secure.AuthenticateAsServerAsync(handshake, cancellationToken);
    }
}
