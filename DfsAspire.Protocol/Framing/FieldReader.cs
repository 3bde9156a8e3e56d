using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;
using MessagePack;

namespace DfsAspire.Protocol.Framing;

/// <summary>
/// Reads the fields of one array, holding every value against its cap before it takes memory. Whatever is wrong ends in
/// <see cref="MalformedMessageException"/>. Fields that an older writer left out can be asked for with <see cref="AtEnd"/>;
/// those that a newer one added are never looked at.
/// </summary>
public ref struct FieldReader(ReadOnlyMemory<byte> encoded)
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private MessagePackReader _reader = new(encoded);
    private int _left = 1;

    /// <summary>True when the array holds no further field.</summary>
    public readonly bool AtEnd => _left == 0;

    /// <summary>Enters the array that holds the fields and answers their number.</summary>
    public int Array()
    {
        Take();
        try
        {
            return _left = _reader.ReadArrayHeader();
        }
        catch (Exception fault) when (IsFault(fault))
        {
            throw Malformed("an array", fault);
        }
    }

    /// <summary>Reads a number and holds it against its bounds.</summary>
    public int Int(int min, int max) => (int)Long(min, max);

    /// <summary>Reads a number and holds it against its bounds.</summary>
    public long Long(long min, long max)
    {
        Take();
        try
        {
            var value = _reader.ReadInt64();
            return value >= min && value <= max
                ? value
                : throw new MalformedMessageException($"A number is {value}, outside {min} to {max}.");
        }
        catch (Exception fault) when (IsFault(fault))
        {
            throw Malformed("a number", fault);
        }
    }

    /// <summary>Reads an unsigned number.</summary>
    public ulong ULong()
    {
        Take();
        try
        {
            return _reader.ReadUInt64();
        }
        catch (Exception fault) when (IsFault(fault))
        {
            throw Malformed("a number", fault);
        }
    }

    /// <summary>Reads true or false.</summary>
    public bool Bool()
    {
        Take();
        try
        {
            return _reader.ReadBoolean();
        }
        catch (Exception fault) when (IsFault(fault))
        {
            throw Malformed("true or false", fault);
        }
    }

    /// <summary>Reads text of at most <paramref name="maxBytes"/> UTF-8 bytes, or nil.</summary>
    public string? Text(int maxBytes)
    {
        Take();
        try
        {
            if (_reader.ReadStringSequence() is not { } sequence)
                return null;
            if (sequence.Length > maxBytes)
                throw new MalformedMessageException($"A text has {sequence.Length} bytes, more than {maxBytes}.");
            return sequence.IsSingleSegment ? StrictUtf8.GetString(sequence.FirstSpan) : StrictUtf8.GetString(sequence.ToArray());
        }
        catch (Exception fault) when (IsFault(fault) || fault is DecoderFallbackException)
        {
            throw Malformed("text", fault);
        }
    }

    /// <summary>Reads at most <paramref name="maxBytes"/> bytes, or null for nil.</summary>
    public byte[]? Bytes(int maxBytes)
    {
        Take();
        try
        {
            if (_reader.ReadBytes() is not { } sequence)
                return null;
            return sequence.Length <= maxBytes
                ? sequence.ToArray()
                : throw new MalformedMessageException($"A field has {sequence.Length} bytes, more than {maxBytes}.");
        }
        catch (Exception fault) when (IsFault(fault))
        {
            throw Malformed("bytes", fault);
        }
    }

    /// <summary>Reads bytes that must be there.</summary>
    public byte[] NeedBytes(int maxBytes) => Bytes(maxBytes) ?? throw new MalformedMessageException("A needed field is nil.");

    /// <summary>Reads text that must be there.</summary>
    public string NeedText(int maxBytes) => Text(maxBytes) ?? throw new MalformedMessageException("A needed text is nil.");

    /// <summary>Reads a path and checks it.</summary>
    public StorePath Path()
    {
        var text = NeedText(WireLimits.PathBytes);
        return StorePath.TryParse(text, out var path, out var fault) && path.Value == text ? path : throw new MalformedMessageException(fault);
    }

    /// <summary>Reads a user name and checks it.</summary>
    public string User()
    {
        var text = NeedText(UserName.MaxLength);
        return UserName.IsValid(text) ? text : throw new MalformedMessageException("A user name breaks its rule.");
    }

    /// <summary>Reads a stamp (two fields).</summary>
    public Stamp Stamp() => new(ULong(), Id());

    /// <summary>Reads a content id; nil is none.</summary>
    public ContentId Content() => Bytes(ContentId.Size) is { } bytes ? new(ToId(bytes)) : default;

    /// <summary>Reads a random id.</summary>
    public Guid Id() => ToId(NeedBytes(16));

    /// <summary>Reads a random id; nil is null.</summary>
    public Guid? OptionalId() => Bytes(16) is { } bytes ? ToId(bytes) : null;

    /// <summary>Reads an XxHash128.</summary>
    public UInt128 Checksum()
    {
        var bytes = NeedBytes(16);
        return bytes.Length == 16 ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : throw new MalformedMessageException("A checksum has not 16 bytes.");
    }

    /// <summary>Reads a signed entry (two fields), or null where both are nil.</summary>
    public SignedEntry? Entry()
    {
        var encoded = Bytes(WireLimits.EntryBytes);
        var signature = Bytes(SignedEntry.SignatureBytes);
        return encoded is null || signature is null ? null : SignedEntry.Parse(encoded, signature);
    }

    /// <summary>Reads a signed entry that must be there.</summary>
    public SignedEntry NeedEntry() => Entry() ?? throw new MalformedMessageException("An entry is missing.");

    /// <summary>Reads a signed account (two fields), or null where both are nil.</summary>
    public SignedAccount? Account()
    {
        var encoded = Bytes(WireLimits.AccountBytes);
        var signature = Bytes(SignedEntry.SignatureBytes);
        return encoded is null || signature is null ? null : SignedAccount.Parse(encoded, signature);
    }

    /// <summary>Reads a signed account that must be there.</summary>
    public SignedAccount NeedAccount() => Account() ?? throw new MalformedMessageException("An account is missing.");

    /// <summary>Reads signed credentials (two fields), or null where both are nil or an older writer left them out.</summary>
    public SignedCredentials? Credentials()
    {
        if (AtEnd)
            return null;
        var encoded = Bytes(WireLimits.CredentialsBytes);
        var signature = Bytes(SignedEntry.SignatureBytes);
        return encoded is null || signature is null ? null : SignedCredentials.Parse(encoded, signature);
    }

    /// <summary>Reads signed credentials that must be there.</summary>
    public SignedCredentials NeedCredentials() => Credentials() ?? throw new MalformedMessageException("Credentials are missing.");

    private static Guid ToId(byte[] bytes) =>
        bytes.Length == 16 ? new Guid(bytes, bigEndian: true) : throw new MalformedMessageException("An id has not 16 bytes.");

    private static bool IsFault(Exception fault) =>
        fault is MessagePackSerializationException or EndOfStreamException or OverflowException or InvalidOperationException or ArgumentException;

    private static MalformedMessageException Malformed(string expected, Exception cause) =>
        new($"A field is not {expected} as it should be.", cause);

    private void Take()
    {
        if (_left-- <= 0)
            throw new MalformedMessageException("A message has too few fields.");
    }
}
