using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using DfsAspire.Protocol.Authentication;
using MessagePack;

namespace DfsAspire.Client.Sealing;

/// <summary>
/// The wrapped keyring as an account carries it: MessagePack <c>[format = 1, nonce bin(12), wrapped bin]</c>, later
/// versions may append fields. Wrapped is <c>[epoch, master key bin(32), PKCS #8 private key bin]</c>, bound to the user
/// and to the public key.
/// </summary>
internal static class KeyringRecord
{
    /// <summary>The longest record, in bytes.</summary>
    public const int MaxLength = 1024;

    private const int Format = 1;
    private const int KnownFields = 3;
    private const int SecretFields = 3;
    private const int MaxPrivateKeyLength = 512;

    public static byte[] Wrap(string user, PasswordKeys keys, Secret secret, ReadOnlySpan<byte> publicKey)
    {
        byte[] place = PlaceOf(user, publicKey);
        byte[] wrappingKey = keys.WrappingKey();
        byte[] plain = Write(secret);
        SealedBox box = SealedBox.Seal(wrappingKey, plain, place);
        CryptographicOperations.ZeroMemory(plain);
        CryptographicOperations.ZeroMemory(wrappingKey);

        ArrayBufferWriter<byte> buffer = new();
        MessagePackWriter writer = new(buffer);
        writer.WriteArrayHeader(KnownFields);
        writer.Write(Format);
        writer.Write(box.Nonce);
        writer.Write(box.Wrapped);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    public static Secret Unwrap(ReadOnlyMemory<byte> record, string user, ReadOnlySpan<byte> publicKey, PasswordKeys keys)
    {
        byte[] place = PlaceOf(user, publicKey);
        byte[] wrappingKey = keys.WrappingKey();
        byte[] plain = [];
        try
        {
            plain = ReadBox(record).Open(wrappingKey, place);
            return ReadSecret(plain);
        }
        catch (Exception exception) when (exception is AuthenticationTagMismatchException || RecordReading.MeansMalformed(exception))
        {
            throw new SealBrokenException(
                $"The keys of user {user} do not open: the password is not the one they were wrapped with, or the account's record was altered.", exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
            CryptographicOperations.ZeroMemory(wrappingKey);
        }
    }

    private static SealedBox ReadBox(ReadOnlyMemory<byte> record)
    {
        if (record.Length > MaxLength)
            throw new InvalidDataException($"A wrapped keyring has at most {MaxLength} bytes, not {record.Length}.");
        MessagePackReader reader = new(record);
        int unknown = reader.ReadHeader(KnownFields, Format);
        byte[] nonce = reader.ReadBinary(SealedBox.NonceLength, SealedBox.NonceLength);
        SealedBox box = new(nonce, reader.ReadBinary(SealedBox.TagLength, MaxLength));
        reader.ReadToEnd(unknown);
        return box;
    }

    private static byte[] Write(Secret secret)
    {
        // Large enough from the start: a buffer that grows would leave keys behind in memory that nobody clears.
        ArrayBufferWriter<byte> buffer = new(MaxLength);
        MessagePackWriter writer = new(buffer);
        writer.WriteArrayHeader(SecretFields);
        writer.Write(secret.Epoch);
        writer.Write(secret.MasterKey);
        writer.Write(secret.PrivateKey);
        writer.Flush();
        byte[] plain = buffer.WrittenSpan.ToArray();
        buffer.Clear();
        return plain;
    }

    private static Secret ReadSecret(byte[] plain)
    {
        MessagePackReader reader = new(plain);
        int fields = reader.ReadArrayHeader();
        if (fields < SecretFields)
            throw new InvalidDataException($"At least {SecretFields} fields were expected, not {fields}.");
        Secret secret = new(
            reader.ReadInt64(),
            reader.ReadBinary(ContentKeys.KeyLength, ContentKeys.KeyLength),
            reader.ReadBinary(1, MaxPrivateKeyLength));
        reader.ReadToEnd(fields - SecretFields);
        return secret;
    }

    /// <summary>What the keyring is bound to. No user name holds a zero byte, so the two values cannot run into each other.</summary>
    private static byte[] PlaceOf(string user, ReadOnlySpan<byte> publicKey)
    {
        UserName.ThrowIfInvalid(user, nameof(user));
        return [.. "dfs keyring"u8, .. Encoding.ASCII.GetBytes(user), 0, .. publicKey];
    }

    /// <summary>The keyring in the clear; whoever holds it clears its arrays.</summary>
    internal readonly record struct Secret(long Epoch, byte[] MasterKey, byte[] PrivateKey);
}
