using System.Security.Cryptography;

namespace DfsAspire.Client.Sealing;

/// <summary>
/// A small secret under a long-lived key: AES-256-GCM with a random nonce, bound to where it belongs. A key seals far
/// fewer than the 2^32 boxes up to which random nonces are safe (NIST SP 800-38D, 8.3).
/// </summary>
/// <param name="Nonce">12 bytes.</param>
/// <param name="Wrapped">Ciphertext, then the tag of 16 bytes.</param>
internal readonly record struct SealedBox(byte[] Nonce, byte[] Wrapped)
{
    public const int NonceLength = 12;
    public const int TagLength = 16;

    public static SealedBox Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> place)
    {
        SealedBox box = new(RandomNumberGenerator.GetBytes(NonceLength), new byte[secret.Length + TagLength]);
        using AesGcm aes = new(key, TagLength);
        aes.Encrypt(box.Nonce, secret, box.Wrapped.AsSpan(..secret.Length), box.Wrapped.AsSpan(secret.Length), place);
        return box;
    }

    /// <summary>The secret; the caller clears it.</summary>
    /// <exception cref="AuthenticationTagMismatchException">Another key, another place, or the box was altered.</exception>
    public byte[] Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> place)
    {
        byte[] secret = new byte[Wrapped.Length - TagLength];
        using AesGcm aes = new(key, TagLength);
        aes.Decrypt(Nonce, Wrapped.AsSpan(..secret.Length), Wrapped.AsSpan(secret.Length), secret, place);
        return secret;
    }
}
