using System.Buffers.Binary;
using System.Security.Cryptography;

namespace DfsAspire.Client.Sealing;

/// <summary>
/// AES-256-GCM under one run key. The nonce says which segment it is: lane (1 byte), last of its lane (1), zero (2),
/// index (8, big-endian); so a segment opens only in its own place. Not safe for concurrent use.
/// </summary>
internal sealed class SegmentCipher(ReadOnlySpan<byte> runKey) : IDisposable
{
    private const int NonceLength = 12;

    private readonly AesGcm _aes = new(runKey, Lanes.TagLength);

    public void Seal(in Segment segment, ReadOnlySpan<byte> plaintext, Span<byte> destination)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        WriteNonce(segment, nonce);
        int length = segment.PlainLength;
        _aes.Encrypt(nonce, plaintext, destination[..length], destination.Slice(length, Lanes.TagLength));
    }

    /// <exception cref="AuthenticationTagMismatchException">The bytes are not what was sealed here; the destination is cleared.</exception>
    public void Open(in Segment segment, ReadOnlySpan<byte> sealedBytes, Span<byte> destination)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        WriteNonce(segment, nonce);
        int length = segment.PlainLength;
        _aes.Decrypt(nonce, sealedBytes[..length], sealedBytes[length..], destination[..length]);
    }

    public void Dispose() => _aes.Dispose();

    private static void WriteNonce(in Segment segment, Span<byte> nonce)
    {
        nonce[0] = (byte)segment.Lane;
        nonce[1] = segment.IsLast ? (byte)1 : (byte)0;
        nonce[2] = nonce[3] = 0;
        BinaryPrimitives.WriteInt64BigEndian(nonce[4..], segment.Index);
    }
}
