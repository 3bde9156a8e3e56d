using System.Buffers.Binary;
using System.IO.Hashing;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Node.Storage.Files;

/// <summary>
/// What follows the contents in every committed part file: the signed entry and the key record, so that files can be recovered
/// from volumes alone. All numbers are big endian:
/// <c>magic(8) format(2) part(2) entry length(4) key record length(4) entry signature(64) key record XxHash128(16) total length(4)</c>.
/// </summary>
internal sealed record PartTrailer(int Part, SignedEntry Entry, ReadOnlyMemory<byte> KeyRecord)
{
    private const int Format = 1;
    private const int HeadBytes = 20;
    private const int TailBytes = 20;
    private const int MaxBytes = HeadBytes + WireLimits.EntryBytes + SignedEntry.SignatureBytes + WireLimits.KeyRecordBytes + TailBytes;

    private static ReadOnlySpan<byte> Magic => "dfspart\n"u8;

    /// <summary>The trailer's bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[HeadBytes + Entry.Encoded.Length + SignedEntry.SignatureBytes + KeyRecord.Length + TailBytes];
        var head = bytes.AsSpan();
        Magic.CopyTo(head);
        BinaryPrimitives.WriteUInt16BigEndian(head[8..], Format);
        BinaryPrimitives.WriteUInt16BigEndian(head[10..], (ushort)Part);
        BinaryPrimitives.WriteInt32BigEndian(head[12..], Entry.Encoded.Length);
        BinaryPrimitives.WriteInt32BigEndian(head[16..], KeyRecord.Length);
        var body = head[HeadBytes..];
        Entry.Encoded.Span.CopyTo(body);
        Entry.Signature.Span.CopyTo(body = body[Entry.Encoded.Length..]);
        KeyRecord.Span.CopyTo(body = body[SignedEntry.SignatureBytes..]);
        var tail = body[KeyRecord.Length..];
        BinaryPrimitives.WriteUInt128BigEndian(tail, XxHash128.HashToUInt128(bytes.AsSpan(..^TailBytes)));
        BinaryPrimitives.WriteInt32BigEndian(tail[16..], bytes.Length);
        return bytes;
    }

    /// <summary>Reads the trailer at a file's end; null when there is none or it is damaged.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PartTrailer? Read(IDiskFile file)
    {
        var size = file.Length;
        Span<byte> total = stackalloc byte[4];
        if (size < HeadBytes + TailBytes || file.Read(total, size - 4) != 4)
            return null;
        var length = BinaryPrimitives.ReadInt32BigEndian(total);
        if (length is < HeadBytes + SignedEntry.SignatureBytes + TailBytes or > MaxBytes || length > size)
            return null;
        var bytes = new byte[length];
        return file.Read(bytes, size - length) == length ? Parse(bytes) : null;
    }

    private static PartTrailer? Parse(byte[] bytes)
    {
        var head = bytes.AsSpan();
        if (!head.StartsWith(Magic) || BinaryPrimitives.ReadUInt16BigEndian(head[8..]) != Format
            || XxHash128.HashToUInt128(head[..^TailBytes]) != BinaryPrimitives.ReadUInt128BigEndian(head[^TailBytes..]))
        {
            return null;
        }

        var entry = BinaryPrimitives.ReadInt32BigEndian(head[12..]);
        var key = BinaryPrimitives.ReadInt32BigEndian(head[16..]);
        if (entry < 0 || key < 0 || (long)HeadBytes + entry + SignedEntry.SignatureBytes + key + TailBytes != bytes.Length)
            return null;
        var signature = HeadBytes + entry;
        var record = signature + SignedEntry.SignatureBytes;
        try
        {
            return new PartTrailer(
                BinaryPrimitives.ReadUInt16BigEndian(head[10..]),
                SignedEntry.Parse(bytes.AsMemory(HeadBytes, entry), bytes.AsMemory(signature, SignedEntry.SignatureBytes)),
                bytes.AsMemory(record, key));
        }
        catch (MalformedMessageException)
        {
            return null;
        }
    }
}
