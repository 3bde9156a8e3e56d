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
/// <c>[epoch, master key, private key, [[number, master key bin(32)], …]]</c>. One of a user whose names are encrypted is of format 3: behind these, of which there may be
/// none, comes the key of the names, bin(32). One of a user who hides the lengths of files is of format 4: behind the key of the names, or nil, comes that of the lengths, bin(32).
/// </summary>
/// <remarks>A program that does not know a format must not open it: it would wrap it anew without the further keys.</remarks>
internal static class KeyringRecord
{
    /// <summary>The longest record, in bytes.</summary>
    public const int MaxLength = 1024;

    private const int Format = 1;
    private const int FormatWithOthers = 2;
    private const int FormatWithNames = 3;
    private const int FormatWithLengths = 4;
    private const int KnownFields = 3;
    private const int SecretFields = 3;
    private const int MaxPrivateKeyLength = 512;
    private const int MaxOthers = 2;
    private const int OtherFields = 2;

    public static byte[] Wrap(string user, PasswordKeys keys, Secret secret, ReadOnlySpan<byte> publicKey)
    {
        int format = secret.Hiding.Lengths is not null ? FormatWithLengths
            : secret.Hiding.Names is not null ? FormatWithNames
            : secret.Others.Count == 0 ? Format : FormatWithOthers;
        byte[] place = PlaceOf(user, publicKey, format);
        byte[] wrappingKey = keys.WrappingKey();
        byte[] plain = [];
        SealedBox box;
        try
        {
            plain = Write(secret, format);
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
        int format = FormatOf(reader);
        int unknown = reader.ReadHeader(KnownFields, format);
        byte[] nonce = reader.ReadBinary(SealedBox.NonceLength, SealedBox.NonceLength);
        SealedBox box = new(nonce, reader.ReadBinary(SealedBox.TagLength, MaxLength));
        reader.ReadToEnd(unknown);
        return (format, box);
    }

    // The reader is a copy: the header is read again by whoever asked.
    private static int FormatOf(MessagePackReader reader) =>
        reader.ReadArrayHeader() > 0 && reader.ReadInt32() is (>= FormatWithOthers and <= FormatWithLengths) and var format ? format : Format;

    private static int FieldsOf(int format) => SecretFields + format - Format;

    private static byte[] Write(Secret secret, int format)
    {
        // Large enough from the start: a buffer that grows would leave keys behind in memory that nobody clears.
        ArrayBufferWriter<byte> buffer = new(MaxLength);
        MessagePackWriter writer = new(buffer);
        writer.WriteArrayHeader(FieldsOf(format));
        writer.Write(secret.Epoch);
        writer.Write(secret.MasterKey);
        writer.Write(secret.PrivateKey);
        if (format >= FormatWithOthers)
            WriteOthers(ref writer, secret.Others);
        if (format >= FormatWithNames)
            writer.Write(secret.Hiding.Names);
        if (format >= FormatWithLengths)
            writer.Write(secret.Hiding.Lengths);
        writer.Flush();
        byte[] plain = buffer.WrittenSpan.ToArray();
        buffer.Clear();
        return plain;
    }

    private static Secret ReadSecret(byte[] plain, int format)
    {
        MessagePackReader reader = new(plain);
        int fields = reader.ReadArrayHeader();
        int known = FieldsOf(format);
        if (fields < known)
            throw new InvalidDataException($"At least {known} fields were expected, not {fields}.");
        long epoch = reader.ReadInt64();
        byte[] masterKey = [];
        byte[] privateKey = [];
        List<MasterKey> others = [];
        HidingKeys hiding = HidingKeys.None;
        try
        {
            masterKey = reader.ReadBinary(ContentKeys.KeyLength, ContentKeys.KeyLength);
            privateKey = reader.ReadBinary(1, MaxPrivateKeyLength);
            if (format >= FormatWithOthers)
                ReadOthers(ref reader, others, format == FormatWithOthers ? 1 : 0);
            if (format >= FormatWithNames)
                hiding = hiding with { Names = ReadNameKey(ref reader, format) };
            if (format >= FormatWithLengths)
                hiding = hiding with { Lengths = reader.ReadBinary(LengthCipher.KeyLength, LengthCipher.KeyLength) };
            reader.ReadToEnd(fields - known);
            return new Secret(epoch, masterKey, privateKey, others, hiding);
        }
        catch
        {
            new Secret(epoch, masterKey, privateKey, others, hiding).Clear();
            throw;
        }
    }

    private static byte[]? ReadNameKey(ref MessagePackReader reader, int format) =>
        format > FormatWithNames && reader.TryReadNil() ? null : reader.ReadBinary(NameCipher.KeyLength, NameCipher.KeyLength);

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

    private static void ReadOthers(ref MessagePackReader reader, List<MasterKey> others, int least)
    {
        int count = reader.ReadArrayHeader();
        if (count < least || count > MaxOthers)
            throw new InvalidDataException($"{least} to {MaxOthers} further master keys were expected, not {count}.");
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
        ReadOnlySpan<byte> label = format switch { FormatWithLengths => "dfs keyring 4"u8, FormatWithNames => "dfs keyring 3"u8, FormatWithOthers => "dfs keyring 2"u8, _ => "dfs keyring"u8 };
        return [.. label, .. Encoding.ASCII.GetBytes(user), 0, .. publicKey];
    }

    /// <summary>The keyring in the clear; whoever holds it clears its arrays.</summary>
    internal readonly record struct Secret(long Epoch, byte[] MasterKey, byte[] PrivateKey, IReadOnlyList<MasterKey> Others, HidingKeys Hiding)
    {
        public void Clear()
        {
            CryptographicOperations.ZeroMemory(MasterKey);
            CryptographicOperations.ZeroMemory(PrivateKey);
            foreach (MasterKey other in Others)
                CryptographicOperations.ZeroMemory(other.Key);
            Hiding.Clear();
        }
    }
}
