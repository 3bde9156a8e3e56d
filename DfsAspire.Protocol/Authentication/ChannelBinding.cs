using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace DfsAspire.Protocol.Authentication;

/// <summary>
/// What a log-in is bound to (RFC 5802, section 6). Over TLS that is the certificate which the node shows, as
/// <c>tls-server-end-point</c> (RFC 5929, section 4): whoever sits in between has another one, and no proof made there holds at the node.
/// </summary>
/// <remarks>Both sides insist on their own binding: there is no form that one of them may fall back to.</remarks>
public sealed class ChannelBinding
{
    private ChannelBinding(string gs2Header, ReadOnlySpan<byte> data)
    {
        Gs2Header = gs2Header;
        Repeated = Convert.ToBase64String([.. Encoding.ASCII.GetBytes(gs2Header), .. data]);
    }

    /// <summary>A connection without TLS, which nothing can be bound to.</summary>
    public static ChannelBinding None { get; } = new("n,,", []);

    /// <summary>How the client's first message begins: which binding, and no other identity.</summary>
    internal string Gs2Header { get; }

    /// <summary>What the client repeats in its final message, covered by the proof: the header and the binding's data, in base64.</summary>
    internal string Repeated { get; }

    /// <summary>A TLS connection on which the node shows this certificate.</summary>
    /// <exception cref="NotSupportedException">RFC 5929 defines no binding for a certificate that is signed like this one.</exception>
    public static ChannelBinding ToServer(X509Certificate2 certificate) =>
        new("p=tls-server-end-point,,", certificate.GetCertHash(HashOf(certificate.SignatureAlgorithm)));

    // The hash of the certificate's own signature; in place of MD5 and SHA-1, SHA-256.
    private static HashAlgorithmName HashOf(Oid signature) => signature.Value switch
    {
        "1.2.840.113549.1.1.4" or "1.2.840.113549.1.1.5" or "1.2.840.10045.4.1" => HashAlgorithmName.SHA256,
        "1.2.840.113549.1.1.11" or "1.2.840.10045.4.3.2" => HashAlgorithmName.SHA256,
        "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => HashAlgorithmName.SHA384,
        "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => HashAlgorithmName.SHA512,
        _ => throw new NotSupportedException(
            $"No log-in can be bound to a certificate with a signature of the kind {signature.FriendlyName ?? signature.Value}. Use one signed with ECDSA, or with RSA (PKCS #1), and SHA-256, SHA-384 or SHA-512."),
    };
}
