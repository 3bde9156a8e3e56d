using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DfsAspire.Protocol.Lines;

/// <summary>Names one certificate: the SHA-256 of its DER form. As text: <c>sha256:</c> and 64 hexadecimal digits.</summary>
public sealed record CertificateFingerprint
{
    private const string Prefix = "sha256:";

    private readonly string _digits;

    private CertificateFingerprint(ReadOnlySpan<byte> hash) => _digits = Convert.ToHexStringLower(hash);

    /// <summary>The fingerprint of a certificate.</summary>
    public static CertificateFingerprint Of(X509Certificate certificate) => new(certificate.GetCertHash(HashAlgorithmName.SHA256));

    /// <summary>Reads what <see cref="ToString"/> wrote, in any case; null for anything else.</summary>
    public static CertificateFingerprint? TryParse(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        return text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            && Convert.FromHexString(text.AsSpan(Prefix.Length), hash, out var read, out var written) == System.Buffers.OperationStatus.Done
            && written == hash.Length && read == 2 * hash.Length
                ? new CertificateFingerprint(hash)
                : null;
    }

    /// <inheritdoc/>
    public override string ToString() => Prefix + _digits;
}
