using System.Security.Cryptography;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Accounts;

/// <summary>
/// Credentials with the signature of the user's own key, under a label of their own. Their bytes are
/// <c>[format=1, user, epoch, master key, has recovery, access×19 of the password, access×19 of the recovery key, newest key]</c>;
/// the newest key is absent where it is the master key.
/// </summary>
public sealed class SignedCredentials
{
    private const int Format = 1;
    private const int OwnFields = 5;

    private SignedCredentials(Credentials credentials, ReadOnlyMemory<byte> encoded, ReadOnlyMemory<byte> signature) =>
        (Credentials, Encoded, Signature) = (credentials, encoded, signature);

    /// <summary>What the signature covers, parsed. Believe it only after <see cref="IsSignedBy"/>.</summary>
    public Credentials Credentials { get; }

    /// <summary>The bytes as signed.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>The signature over <see cref="Encoded"/>.</summary>
    public ReadOnlyMemory<byte> Signature { get; }

    /// <summary>Encodes and signs credentials with the user's private key.</summary>
    public static SignedCredentials Sign(Credentials credentials, MessageSigner signer)
    {
        var encoded = FieldWriter.Encode(credentials, static (Credentials c, ref FieldWriter w) => Write(c, ref w));
        return new SignedCredentials(credentials, encoded, signer(Signing.Message(Signing.CredentialsLabel, encoded)));
    }

    /// <summary>Encodes and signs credentials with a private key at hand.</summary>
    public static SignedCredentials Sign(Credentials credentials, ECDsa key) =>
        Sign(credentials, message => key.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));

    /// <summary>Parses credentials; the signature is not yet checked.</summary>
    /// <exception cref="MalformedMessageException">The bytes are no credentials.</exception>
    public static SignedCredentials Parse(ReadOnlyMemory<byte> encoded, ReadOnlyMemory<byte> signature)
    {
        if (signature.Length != SignedEntry.SignatureBytes || encoded.Length > WireLimits.CredentialsBytes)
            throw new MalformedMessageException("Signed credentials have a wrong size.");
        try
        {
            var reader = new FieldReader(encoded);
            return new SignedCredentials(Read(ref reader), encoded, signature);
        }
        catch (ArgumentException fault)
        {
            throw new MalformedMessageException($"The parameters of credentials are out of bounds: {fault.Message}", fault);
        }
    }

    /// <summary>True when the holder of the private key to <paramref name="publicKey"/> signed exactly these bytes.</summary>
    public bool IsSignedBy(ECDsa publicKey) => Signing.Verify(Signing.CredentialsLabel, Encoded.Span, Signature.Span, publicKey);

    /// <summary>True when these count and the others do not.</summary>
    public bool IsAfter(SignedCredentials other) => Credentials.NewestKey != other.Credentials.NewestKey
        ? Credentials.NewestKey > other.Credentials.NewestKey
        : Epoch.IsAfter(Credentials.Epoch, Encoded.Span, other.Credentials.Epoch, other.Encoded.Span);

    private static void Write(Credentials credentials, ref FieldWriter writer)
    {
        var hasNext = credentials.NewestKey > credentials.MasterKey;
        writer.Array(OwnFields + Access.Fields * (credentials.Recovery is null ? 1 : 2) + (hasNext ? 1 : 0));
        writer.Int(Format);
        writer.Text(credentials.User);
        writer.ULong(credentials.Epoch);
        writer.Long(credentials.MasterKey);
        writer.Bool(credentials.Recovery is not null);
        credentials.Password.Write(ref writer);
        credentials.Recovery?.Write(ref writer);
        if (hasNext)
            writer.Long(credentials.NewestKey);
    }

    private static Credentials Read(ref FieldReader reader)
    {
        reader.Array();
        var format = reader.Int(1, int.MaxValue);
        if (format != Format)
            throw new MalformedMessageException($"Credentials of format {format} are not known here; a newer version wrote them.");
        var user = reader.User();
        var epoch = reader.ULong();
        var masterKey = reader.Long(0, long.MaxValue);
        var hasRecovery = reader.Bool();
        return new Credentials
        {
            User = user,
            Epoch = epoch,
            MasterKey = masterKey,
            Password = Access.Read(ref reader),
            Recovery = hasRecovery ? Access.Read(ref reader) : null,
            NewestKey = reader.AtEnd ? masterKey : reader.Long(0, long.MaxValue),
        };
    }
}
