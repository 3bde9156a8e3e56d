using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using DfsAspire.Protocol.Authentication;
using MessagePack;

namespace DfsAspire.Client.Sealing;

/// <summary>
/// The wrapped keyring as an account carries it: MessagePack <c>[format = 1, nonce bin(12), wrapped bin]</c>, later
/// versions may append fields. Wrapped is <c>[epoch, master key bin(32), PKCS #8 private key bin]</c>, bound to the user
/// and to the public key. A keyring with further master keys is of format 2: wrapped is
/// <c>[epoch, master key, private key, [[number, master key bin(32)], …]]</c>.
/// </summary>
/// <remarks>A program that knows format 1 only must not open one of format 2: it would wrap it anew without the further keys.</remarks>
internal static class KeyringRecord
{
    /// <summary>The longest record, in bytes.</summary>
    public const int MaxLength = 1024;

    private const int Format = 1;
    private const int FormatWithOthers = 2;
    private const int KnownFields = 3;
    private const int SecretFields = 3;
    private const int MaxPrivateKeyLength = 512;
    private const int MaxOthers = 2;
    private const int OtherFields = 2;

    public static byte[] Wrap(string user, PasswordKeys keys, Secret secret, ReadOnlySpan<byte> publicKey)
    {
        int format = secret.Others.Count == 0 ? Format : FormatWithOthers;
        byte[] place = PlaceOf(user, publicKey, format);
        byte[] wrappingKey = keys.WrappingKey();
        byte[] plain = [];
        SealedBox box;
        try
        {
            plain = Write(secret);
            box = SealedBox.Seal(wrappingKey, plain, place);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
            CryptographicOperations.ZeroMemory(wrappingKey);
        }

        ArrayBufferWriter<byte> buffer = new();
        MessagePackWriter writer = new(buffer);
        writer.WriteArrayHeader(KnownFields);
        writer.Write(format);
        writer.Write(box.Nonce);
        writer.Write(box.Wrapped);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    public static Secret Unwrap(ReadOnlyMemory<byte> record, string user, ReadOnlySpan<byte> publicKey, PasswordKeys keys)
    {
        UserName.ThrowIfInvalid(user, nameof(user));
        byte[] wrappingKey = keys.WrappingKey();
        byte[] plain = [];
        try
        {
            (int format, SealedBox box) = ReadBox(record);
            plain = box.Open(wrappingKey, PlaceOf(user, publicKey, format));
            return ReadSecret(plain, format);
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

    private static (int Format, SealedBox Box) ReadBox(ReadOnlyMemory<byte> record)
    {
        if (record.Length > MaxLength)
            throw new InvalidDataException($"A wrapped keyring has at most {MaxLength} bytes, not {record.Length}.");
        MessagePackReader reader = new(record);
        int format = IsWithOthers(reader) ? FormatWithOthers : Format;
        int unknown = reader.ReadHeader(KnownFields, format);
        byte[] nonce = reader.ReadBinary(SealedBox.NonceLength, SealedBox.NonceLength);
        SealedBox box = new(nonce, reader.ReadBinary(SealedBox.TagLength, MaxLength));
        reader.ReadToEnd(unknown);
        return (format, box);
    }

    // The reader is a copy: the header is read again by whoever asked.
    private static bool IsWithOthers(MessagePackReader reader) => reader.ReadArrayHeader() > 0 && reader.ReadInt32() == FormatWithOthers;

    private static byte[] Write(Secret secret)
    {
        // Large enough from the start: a buffer that grows would leave keys behind in memory that nobody clears.
        ArrayBufferWriter<byte> buffer = new(MaxLength);
        MessagePackWriter writer = new(buffer);
        writer.WriteArrayHeader(SecretFields + (secret.Others.Count == 0 ? 0 : 1));
        writer.Write(secret.Epoch);
        writer.Write(secret.MasterKey);
        writer.Write(secret.PrivateKey);
        if (secret.Others.Count > 0)
            WriteOthers(ref writer, secret.Others);
        writer.Flush();
        byte[] plain = buffer.WrittenSpan.ToArray();
        buffer.Clear();
        return plain;
    }

    private static Secret ReadSecret(byte[] plain, int format)
    {
        MessagePackReader reader = new(plain);
        int fields = reader.ReadArrayHeader();
        int known = SecretFields + (format == FormatWithOthers ? 1 : 0);
        if (fields < known)
            throw new InvalidDataException($"At least {known} fields were expected, not {fields}.");
        long epoch = reader.ReadInt64();
        byte[] masterKey = [];
        byte[] privateKey = [];
        List<MasterKey> others = [];
        try
        {
            masterKey = reader.ReadBinary(ContentKeys.KeyLength, ContentKeys.KeyLength);
            privateKey = reader.ReadBinary(1, MaxPrivateKeyLength);
            if (format == FormatWithOthers)
                ReadOthers(ref reader, others);
            reader.ReadToEnd(fields - known);
            return new Secret(epoch, masterKey, privateKey, others);
        }
        catch
        {
            new Secret(epoch, masterKey, privateKey, others).Clear();
            throw;
        }
    }

    private static void WriteOthers(ref MessagePackWriter writer, IReadOnlyList<MasterKey> others)
    {
        writer.WriteArrayHeader(others.Count);
        foreach (MasterKey other in others)
        {
            writer.WriteArrayHeader(OtherFields);
            writer.Write(other.Number);
            writer.Write(other.Key);
        }
    }

    private static void ReadOthers(ref MessagePackReader reader, List<MasterKey> others)
    {
        int count = reader.ReadArrayHeader();
        if (count is < 1 or > MaxOthers)
            throw new InvalidDataException($"1 to {MaxOthers} further master keys were expected, not {count}.");
        for (int i = 0; i < count; i++)
        {
            if (reader.ReadArrayHeader() != OtherFields)
                throw new InvalidDataException($"A further master key has {OtherFields} fields.");
            others.Add(new MasterKey(reader.ReadInt64(), reader.ReadBinary(ContentKeys.KeyLength, ContentKeys.KeyLength)));
        }
    }

    /// <summary>What the keyring is bound to. No user name holds a zero byte, so the two values cannot run into each other.</summary>
    private static byte[] PlaceOf(string user, ReadOnlySpan<byte> publicKey, int format)
    {
        UserName.ThrowIfInvalid(user, nameof(user));
        ReadOnlySpan<byte> label = format == FormatWithOthers ? "dfs keyring 2"u8 : "dfs keyring"u8;
        return [.. label, .. Encoding.ASCII.GetBytes(user), 0, .. publicKey];
    }

    /// <summary>The keyring in the clear; whoever holds it clears its arrays.</summary>
    internal readonly record struct Secret(long Epoch, byte[] MasterKey, byte[] PrivateKey, IReadOnlyList<MasterKey> Others)
    {
        public void Clear()
        {
            CryptographicOperations.ZeroMemory(MasterKey);
            CryptographicOperations.ZeroMemory(PrivateKey);
            foreach (MasterKey other in Others)
                CryptographicOperations.ZeroMemory(other.Key);
        }
    }
}
