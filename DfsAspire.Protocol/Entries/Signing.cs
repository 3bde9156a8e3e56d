using System.Security.Cryptography;

namespace DfsAspire.Protocol.Entries;

/// <summary>ECDSA over a label and bytes; the label keeps a signature of one kind from standing for another.</summary>
internal static class Signing
{
    public static ReadOnlySpan<byte> EntryLabel => "dfs entry 1\0"u8;

    public static ReadOnlySpan<byte> AccountLabel => "dfs account 1\0"u8;

    public static ReadOnlySpan<byte> CredentialsLabel => "dfs credentials 1\0"u8;

    /// <summary>What is signed: the label, then the bytes.</summary>
    public static byte[] Message(ReadOnlySpan<byte> label, ReadOnlySpan<byte> encoded) => [.. label, .. encoded];

    public static bool Verify(ReadOnlySpan<byte> label, ReadOnlySpan<byte> encoded, ReadOnlySpan<byte> signature, ECDsa key) =>
        key.VerifyHash(Digest(label, encoded), signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    private static byte[] Digest(ReadOnlySpan<byte> label, ReadOnlySpan<byte> encoded)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(label);
        hash.AppendData(encoded);
        return hash.GetHashAndReset();
    }
}
