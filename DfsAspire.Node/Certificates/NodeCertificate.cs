using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using DfsAspire.Node.Hosting;
using DfsAspire.Node.Storage;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Lines;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Certificates;

/// <summary>
/// The certificate that this node shows: the configured one, else its own. Starts after the volume, which keeps the latter, and before the first
/// connection.
/// </summary>
internal sealed partial class NodeCertificate(NodeOptions options, TimeProvider time, ILogger<NodeCertificate> log) : IHostedService
{
    private SslServerAuthenticationOptions? _handshake;
    private ChannelBinding? _binding;

    /// <summary>Which certificate it is; null when this node does without TLS.</summary>
    public CertificateFingerprint? Fingerprint { get; private set; }

    /// <summary>What log-ins on this node's connections are bound to.</summary>
    public ChannelBinding Binding => _binding ?? throw new InvalidOperationException("The node has no certificate yet.");

    /// <summary>How each connection shakes hands.</summary>
    public SslServerAuthenticationOptions Handshake => _handshake ?? throw new InvalidOperationException("The node has no certificate yet.");

    /// <exception cref="NodeOptionsException">The configured certificate cannot be used.</exception>
    /// <exception cref="StoreException">The volume's own cannot.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Tls == TlsPolicy.Required)
            await TakeAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task TakeAsync(CancellationToken cancellationToken)
    {
        var source = options.Certificate ?? new CertificateSource(MakeIfMissing(), null, null);
        try
        {
            var (certificate, issuers) = CertificateFile.Read(source);
            // A changed bit that leaves the key as it is would make it another certificate, which nobody expects here.
            if (options.Certificate is null && !SelfSigned.IsIntact(certificate))
                throw Unusable(source, "it is damaged", null);
            if (certificate.NotAfter < time.GetLocalNow().DateTime)
                throw Unusable(source, $"it has expired on {certificate.NotAfter.ToUniversalTime():u}", null);
            _binding = ChannelBinding.ToServer(certificate);
            Fingerprint = CertificateFingerprint.Of(certificate);
            _handshake = new SslServerAuthenticationOptions
            {
                EnabledSslProtocols = SslProtocols.Tls13,
                ServerCertificateContext = SslStreamCertificateContext.Create(certificate, issuers, offline: true),
            };
            await Rehearsal.RunAsync(_handshake, Fingerprint, cancellationToken);
            LogTaken(log, Fingerprint, source.File);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException or NotSupportedException or LineRefusedException)
        {
            throw Unusable(source, fault.Message.TrimEnd('.'), fault);
        }
    }

    private string MakeIfMissing()
    {
        try
        {
            return VolumeCertificate.Ensure(options.Volume, options.Node, time.GetUtcNow());
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(Status.VolumeFailing, $"The node's certificate cannot be written to its volume: {fault.Message}", fault);
        }
    }

    private Exception Unusable(CertificateSource source, string why, Exception? fault) => options.Certificate is not null
        ? new NodeOptionsException(
            $"The certificate '{source.File}' of the setting Dfs:Tls:Certificate (environment: Dfs__Tls__Certificate) cannot be used: {why}.", fault!)
        : new StoreException(
            Status.VolumeFailing,
            $"The certificate '{source.File}' on this node's volume cannot be used: {why}. Put it back from a copy, or delete it: the node then makes another one, and who has the old one in dfs.conf must be given the new one, which the log names.",
            fault!);

    [LoggerMessage(3020, LogLevel.Information, "This node shows the certificate {Fingerprint}, from {File}")]
    private static partial void LogTaken(ILogger log, CertificateFingerprint fingerprint, string file);
}
