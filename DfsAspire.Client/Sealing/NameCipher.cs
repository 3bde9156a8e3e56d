using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Sealing;

/// <summary>
/// Names that nodes cannot read. The same name in the same folder always looks the same, so that nodes find it; elsewhere it looks different. AES-256-GCM with a
/// nonce that follows from what is sealed (HMAC-SHA256 of folder and name, its first 96 bits), the folder beside it, written in base64url behind a <c>~</c>.
/// Names are filled up to a multiple of sixteen bytes first.
/// </summary>
/// <remarks>Two names that share a nonce would give away how they differ: of 2^32 names of a user, one pair in 2^33 such users.</remarks>
internal sealed class NameCipher : IDisposable
{
    /// <summary>Bytes of the key.</summary>
    public const int KeyLength = 32;

    /// <summary>The longest name that can be hidden, in bytes of UTF-8.</summary>
    public const int MostBytes = 160;

    private const char Mark = '~';
    private const int Block = 16;

    private readonly byte[] _key;
    private readonly byte[] _nonceKey;

    /// <param name="key">32 bytes; two keys follow from them.</param>
    public NameCipher(ReadOnlySpan<byte> key)
    {
        _key = Derive(key, "dfs name key"u8);
        _nonceKey = Derive(key, "dfs name nonce"u8);
    }

    /// <summary>What nodes get to see.</summary>
    /// <exception cref="InvalidPathException">A name is too long to be hidden, or the path is.</exception>
    public StorePath Hide(StorePath path)
    {
        var hidden = StorePath.Root;
        foreach (var name in NamesOf(path))
            hidden = hidden.Combine(Hide(hidden, name));
        return hidden;
    }

    /// <summary>What was hidden; false when it was not hidden with this key, or lies elsewhere than it did.</summary>
    public bool TryReveal(StorePath hidden, out StorePath path)
    {
        var (names, above) = (new StringBuilder(), StorePath.Root);
        path = default;
        foreach (var name in NamesOf(hidden))
        {
            if (!TryReveal(above, name, out var clear))
                return false;
            names.Append(names.Length == 0 ? "" : "/").Append(clear);
            above = above.Combine(name);
        }

        return StorePath.TryParse(names.ToString(), out path, out _);
    }

    /// <summary>Clears the keys.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_key);
        CryptographicOperations.ZeroMemory(_nonceKey);
    }

    private string Hide(StorePath folder, string name)
    {
        var length = Encoding.UTF8.GetByteCount(name);
        if (length > MostBytes)
            throw new InvalidPathException($"The name '{name}' is longer than {MostBytes} bytes, and cannot be encrypted.");
        // No name holds a zero.
        var padded = new byte[(length + Block - 1) / Block * Block];
        Encoding.UTF8.GetBytes(name, padded);
        var place = Encoding.UTF8.GetBytes(folder.Value);
        Span<byte> hidden = stackalloc byte[SealedBox.NonceLength + padded.Length + SealedBox.TagLength];
        NonceOf(place, padded, hidden[..SealedBox.NonceLength]);
        using AesGcm aes = new(_key, SealedBox.TagLength);
        aes.Encrypt(hidden[..SealedBox.NonceLength], padded, hidden.Slice(SealedBox.NonceLength, padded.Length), hidden[^SealedBox.TagLength..], place);
        return Mark + Base64Url.EncodeToString(hidden);
    }

    private bool TryReveal(StorePath folder, string hidden, [NotNullWhen(true)] out string? name)
    {
        name = null;
        Span<byte> bytes = stackalloc byte[WireLimits.NameBytes];
        if (hidden[0] != Mark || Base64Url.DecodeFromChars(hidden.AsSpan(1), bytes, out _, out var length) != OperationStatus.Done)
            return false;
        var sealedLength = length - SealedBox.NonceLength - SealedBox.TagLength;
        if (sealedLength is <= 0 or > MostBytes)
            return false;
        Span<byte> padded = stackalloc byte[sealedLength];
        var place = Encoding.UTF8.GetBytes(folder.Value);
        try
        {
            using AesGcm aes = new(_key, SealedBox.TagLength);
            aes.Decrypt(
                bytes[..SealedBox.NonceLength], bytes.Slice(SealedBox.NonceLength, sealedLength), bytes.Slice(length - SealedBox.TagLength, SealedBox.TagLength), padded, place);
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        name = Encoding.UTF8.GetString(padded.TrimEnd((byte)0));
        // One name, one form: whatever else may be written for it is not what nodes are asked for.
        return Hide(folder, name) == hidden;
    }

    private void NonceOf(ReadOnlySpan<byte> place, ReadOnlySpan<byte> padded, Span<byte> nonce)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _nonceKey);
        hmac.AppendData(place);
        hmac.AppendData([0]);
        hmac.AppendData(padded);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        hmac.GetHashAndReset(hash);
        hash[..nonce.Length].CopyTo(nonce);
    }

    private static string[] NamesOf(StorePath path) => path.IsRoot ? [] : path.Value.Split('/');

    private static byte[] Derive(ReadOnlySpan<byte> key, ReadOnlySpan<byte> label)
    {
        var derived = new byte[KeyLength];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, derived, salt: [], label);
        return derived;
    }
}
