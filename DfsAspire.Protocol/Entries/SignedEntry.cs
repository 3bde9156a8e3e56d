using System.Security.Cryptography;
using DfsAspire.Protocol.Framing;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Protocol.Entries;

/// <summary>
/// An entry with its user's signature: ECDSA P-256 with SHA-256 (FIPS 186-5), in the fixed 64-byte form of IEEE P1363,
/// over a label and the entry's bytes exactly as they were written.
/// </summary>
public sealed class SignedEntry
{
    /// <summary>Bytes of a signature.</summary>
    public const int SignatureBytes = 64;

    private SignedEntry(Entry entry, ReadOnlyMemory<byte> encoded, ReadOnlyMemory<byte> signature) =>
        (Entry, Encoded, Signature) = (entry, encoded, signature);

    /// <summary>What the signature covers, parsed. Believe it only after <see cref="IsSignedBy"/>.</summary>
    public Entry Entry { get; }

    /// <summary>The entry's bytes as signed.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>The signature over <see cref="Encoded"/>.</summary>
    public ReadOnlyMemory<byte> Signature { get; }

    /// <summary>Encodes and signs an entry with its user's private key.</summary>
    public static SignedEntry Sign(Entry entry, MessageSigner signer)
    {
        var encoded = FieldWriter.Encode(entry, static (Entry e, ref FieldWriter w) => EntryCodec.Write(e, ref w));
        return new SignedEntry(entry, encoded, signer(Signing.Message(Signing.EntryLabel, encoded)));
    }

    /// <summary>Encodes and signs an entry with a private key at hand.</summary>
    public static SignedEntry Sign(Entry entry, ECDsa key) =>
        Sign(entry, message => key.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));

    /// <summary>Parses an entry's bytes; the signature is not yet checked.</summary>
    /// <exception cref="MalformedMessageException">The bytes are no entry.</exception>
    public static SignedEntry Parse(ReadOnlyMemory<byte> encoded, ReadOnlyMemory<byte> signature)
    {
        if (signature.Length != SignatureBytes || encoded.Length > WireLimits.EntryBytes)
            throw new MalformedMessageException("A signed entry has a wrong size.");
        var reader = new FieldReader(encoded);
        return new SignedEntry(EntryCodec.Read(ref reader), encoded, signature);
    }

    /// <summary>The same bytes and signature, read as an entry of another path and of a shorter file: for a user who gives them to nodes in a form of its own.</summary>
    public SignedEntry ReadAs(StorePath path, long length) =>
        new(Entry with { Path = path, Length = length, Padding = Entry.ContentLength - length }, Encoded, Signature);

    /// <summary>True when the holder of the private key to <paramref name="publicKey"/> signed exactly these bytes.</summary>
    public bool IsSignedBy(ECDsa publicKey) => Signing.Verify(Signing.EntryLabel, Encoded.Span, Signature.Span, publicKey);
}
