using System.Buffers.Binary;
using System.Security.Cryptography;
using DfsAspire.Protocol.Entries;

namespace DfsAspire.Client.Sealing;

/// <summary>
/// Lengths that nodes cannot read: nonce (12 bytes, random), then the length in 8 bytes, big-endian, under AES-256-GCM, then the tag (16 bytes). Bound to the content, so that
/// an entry that names the same content elsewhere carries the same bytes.
/// </summary>
internal sealed class LengthCipher(ReadOnlySpan<byte> key) : IDisposable
{
    /// <summary>Bytes of the key.</summary>
    public const int KeyLength = 32;

    /// <summary>Bytes of a hidden length.</summary>
    public const int HiddenLength = SealedBox.NonceLength + sizeof(long) + SealedBox.TagLength;

    private readonly byte[] _key = [.. key];

    /// <summary>What stands in the entry of a content.</summary>
    public byte[] Hide(ContentId content, long length)
    {
        Span<byte> clear = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(clear, length);
        var box = SealedBox.Seal(_key, clear, PlaceOf(content));
        return [.. box.Nonce, .. box.Wrapped];
    }

    /// <summary>What was hidden; false when it was not hidden with this key, or for another content.</summary>
    public bool TryReveal(ContentId content, ReadOnlySpan<byte> hidden, out long length)
    {
        length = 0;
        if (hidden.Length != HiddenLength)
            return false;
        try
        {
            var box = new SealedBox(hidden[..SealedBox.NonceLength].ToArray(), hidden[SealedBox.NonceLength..].ToArray());
            length = BinaryPrimitives.ReadInt64BigEndian(box.Open(_key, PlaceOf(content)));
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    /// <summary>Clears the key.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_key);

    private static byte[] PlaceOf(ContentId content) => [.. "dfs length\0"u8, .. content.ToBytes()];
}
