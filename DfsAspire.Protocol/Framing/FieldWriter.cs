using System.Buffers;
using System.Buffers.Binary;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;
using MessagePack;

namespace DfsAspire.Protocol.Framing;

/// <summary>Writes the fields of a message or stored record as MessagePack.</summary>
public ref struct FieldWriter(IBufferWriter<byte> output)
{
    private MessagePackWriter _writer = new(output);

    /// <summary>Writes something with a <see cref="FieldWriter"/>.</summary>
    public delegate void Encoder<in T>(T value, ref FieldWriter writer);

    /// <summary>The bytes that <paramref name="encoder"/> writes for <paramref name="value"/>.</summary>
    public static byte[] Encode<T>(T value, Encoder<T> encoder)
    {
        var output = new ArrayBufferWriter<byte>(256);
        var writer = new FieldWriter(output);
        encoder(value, ref writer);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Starts an array of <paramref name="count"/> fields.</summary>
    public void Array(int count) => _writer.WriteArrayHeader(count);

    /// <summary>Writes a number.</summary>
    public void Int(int value) => _writer.Write(value);

    /// <summary>Writes a number.</summary>
    public void Long(long value) => _writer.Write(value);

    /// <summary>Writes an unsigned number.</summary>
    public void ULong(ulong value) => _writer.Write(value);

    /// <summary>Writes true or false.</summary>
    public void Bool(bool value) => _writer.Write(value);

    /// <summary>Writes text, or nil.</summary>
    public void Text(string? value) => _writer.Write(value);

    /// <summary>Writes bytes.</summary>
    public void Bytes(ReadOnlySpan<byte> value) => _writer.Write(value);

    /// <summary>Writes nil.</summary>
    public void Nil() => _writer.WriteNil();

    /// <summary>Writes a path as text.</summary>
    public void Path(StorePath path) => _writer.Write(path.Value);

    /// <summary>Writes a stamp: counter, then writer id (two fields).</summary>
    public void Stamp(Stamp stamp)
    {
        _writer.Write(stamp.Counter);
        Id(stamp.Writer);
    }

    /// <summary>Writes a content id, or nil for none.</summary>
    public void Content(ContentId content)
    {
        if (content.IsNone)
            _writer.WriteNil();
        else
            Id(content.Value);
    }

    /// <summary>Writes a random id as 16 bytes.</summary>
    public void Id(Guid id)
    {
        _writer.WriteBinHeader(16);
        id.TryWriteBytes(_writer.GetSpan(16), bigEndian: true, out _);
        _writer.Advance(16);
    }

    /// <summary>Writes a random id as 16 bytes, or nil.</summary>
    public void OptionalId(Guid? id)
    {
        if (id is { } value)
            Id(value);
        else
            _writer.WriteNil();
    }

    /// <summary>Writes an XxHash128 as 16 bytes, big endian.</summary>
    public void Checksum(UInt128 checksum)
    {
        _writer.WriteBinHeader(16);
        BinaryPrimitives.WriteUInt128BigEndian(_writer.GetSpan(16), checksum);
        _writer.Advance(16);
    }

    /// <summary>Writes a signed entry: its bytes and its signature, both nil for none (two fields).</summary>
    public void Entry(SignedEntry? entry) => Signed(entry?.Encoded, entry?.Signature);

    /// <summary>Writes a signed account: its bytes and its signature, both nil for none (two fields).</summary>
    public void Account(SignedAccount? account) => Signed(account?.Encoded, account?.Signature);

    /// <summary>Writes signed credentials: their bytes and their signature, both nil for none (two fields).</summary>
    public void Credentials(SignedCredentials? credentials) => Signed(credentials?.Encoded, credentials?.Signature);

    /// <summary>Hands everything written to the output.</summary>
    public void Flush() => _writer.Flush();

    private void Signed(ReadOnlyMemory<byte>? encoded, ReadOnlyMemory<byte>? signature)
    {
        if (encoded is { } bytes && signature is { } by)
        {
            _writer.Write(bytes.Span);
            _writer.Write(by.Span);
            return;
        }

        _writer.WriteNil();
        _writer.WriteNil();
    }
}
