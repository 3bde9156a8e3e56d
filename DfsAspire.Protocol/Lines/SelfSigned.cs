using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DfsAspire.Protocol.Lines;

/// <summary>Makes certificates that nobody else vouches for: log-ins are bound to them instead.</summary>
public static class SelfSigned
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    // "No well-defined expiration date" (RFC 5280, section 4.1.2.5). A date would only make the store stop one day.
    private static readonly DateTimeOffset Never = new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);

    /// <summary>A fresh certificate with its key, ECDSA P-256.</summary>
    /// <param name="name">Whose it is, for people who look at it.</param>
    /// <param name="now">The time; it holds from a day before, because clocks differ.</param>
    public static X509Certificate2 Make(string name, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        return request.CreateSelfSigned(now - TimeSpan.FromDays(1), Never);
    }

    /// <summary>True when a certificate that <see cref="Make"/> made is what it was: no bit of it differs from what its own key signed (RFC 5280, section 4.1).</summary>
    public static bool IsIntact(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        try
        {
            var whole = new AsnReader(certificate.RawDataMemory, AsnEncodingRules.DER);
            var parts = whole.ReadSequence();
            whole.ThrowIfNotEmpty();
            var signed = parts.ReadEncodedValue();
            var algorithm = parts.ReadEncodedValue();
            var signature = parts.ReadBitString(out var unused);
            parts.ThrowIfNotEmpty();
            using var key = certificate.GetECDsaPublicKey();
            // What stands beside the signed part stands in it as well.
            return key is not null && unused == 0 && algorithm.Span.SequenceEqual(AlgorithmIn(signed).Span) && key.VerifyData(signed.Span, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (Exception fault) when (fault is AsnContentException or CryptographicException)
        {
            return false;
        }
    }

    private static ReadOnlyMemory<byte> AlgorithmIn(ReadOnlyMemory<byte> signed)
    {
        var fields = new AsnReader(signed, AsnEncodingRules.DER).ReadSequence();
        fields.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0));
        fields.ReadInteger();
        return fields.ReadEncodedValue();
    }
}
