using System.Security.Cryptography;
using System.Text;

namespace DfsAspire.Protocol.Authentication;

/// <summary>The formulas of RFC 5802, section 3, with SHA-256 (RFC 7677), and the words both sides share.</summary>
internal static class ScramKeys
{
    /// <summary>Bytes of a key, a proof and a signature: the output of SHA-256.</summary>
    public const int Length = SHA256.HashSizeInBytes;

    /// <summary>Random bytes in a nonce; 24 characters of base64.</summary>
    private const int NonceBytes = 18;

    public static string NewNonce() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes));

    /// <summary>SaltedPassword; the caller clears it.</summary>
    public static byte[] SaltedPassword(string password, ReadOnlySpan<byte> salt, int iterations)
    {
        byte[] bytes = PasswordText.ToBytes(password);
        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(bytes, salt, iterations, HashAlgorithmName.SHA256, Length);
        CryptographicOperations.ZeroMemory(bytes);
        return salted;
    }

    public static byte[] ClientKey(ReadOnlySpan<byte> saltedPassword) => HMACSHA256.HashData(saltedPassword, "Client Key"u8);

    public static byte[] ServerKey(ReadOnlySpan<byte> saltedPassword) => HMACSHA256.HashData(saltedPassword, "Server Key"u8);

    /// <summary>ClientSignature and ServerSignature, after the key.</summary>
    public static byte[] Signature(ReadOnlySpan<byte> key, string authMessage) =>
        HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(authMessage));

    /// <summary>ClientKey to ClientProof, and back.</summary>
    public static byte[] Xor(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        byte[] result = new byte[Length];
        for (int i = 0; i < Length; i++)
            result[i] = (byte)(left[i] ^ right[i]);
        return result;
    }
}
