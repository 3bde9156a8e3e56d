using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Protocol.Lines;

/// <summary>Makes a plain line into one over TLS 1.3 (RFC 8446), from the caller's side.</summary>
/// <remarks>
/// No authority vouches for the node's certificate, and no name in it is looked at. The log-in that follows is bound to it, and that is what tells
/// the node from one who sits in between; a pin tells them apart before anything is sent.
/// </remarks>
internal static class TlsLine
{
    public static async Task<NodeLine> OverAsync(NodeLine plain, CertificateFingerprint? pin, CancellationToken cancellationToken)
    {
        var secure = new SslStream(new BatchedStream(plain.Stream), leaveInnerStreamOpen: false);
        CertificateFingerprint? shown = null;
        try
        {
            await secure.AuthenticateAsClientAsync(Options(IsTaken), cancellationToken);
            return new NodeLine(secure, plain.IsOpen) { Binding = ChannelBinding.ToServer((X509Certificate2)secure.RemoteCertificate!), Certificate = shown };
        }
        catch (AuthenticationException fault)
        {
            await secure.DisposeAsync();
            throw new LineRefusedException(
                shown is not null && pin is not null && shown != pin
                    ? $"shows another certificate ({shown}) than the configuration has for it ({pin}), so nothing was sent: either its volume or certificate was replaced, which its log tells, or somebody sits in between"
                    : $"does not answer in TLS 1.3 ({fault.Message.TrimEnd('.')}): if all nodes were started with Dfs__Tls=off, this side needs 'Tls: off' in dfs.conf (Dfs__Tls=off for nodes and their worker); otherwise somebody may sit in between",
                fault);
        }
        catch (NotSupportedException fault)
        {
            await secure.DisposeAsync();
            throw new LineRefusedException($"shows a certificate of no use: {fault.Message.TrimEnd('.')}", fault);
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }

        bool IsTaken(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
        {
            if (certificate is null)
                return false;
            shown = CertificateFingerprint.Of(certificate);
            return pin is null || shown == pin;
        }
    }

    private static SslClientAuthenticationOptions Options(RemoteCertificateValidationCallback isTaken) => new()
    {
        EnabledSslProtocols = SslProtocols.Tls13,
        RemoteCertificateValidationCallback = isTaken,
        // Nothing of the system is asked about the certificate, and nothing is fetched because a certificate says so.
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationFlags = X509VerificationFlags.AllFlags,
        },
    };
}
