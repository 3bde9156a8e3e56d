using System.Buffers.Binary;
using System.IO.Hashing;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Volume;

/// <summary>
/// What follows the contents in every committed part file: the signed entry and the key record, so that files can be recovered
/// from volumes alone. All numbers are big endian:
/// <c>magic(8) format(2) part(2) entry length(4) key record length(4) entry signature(64) key record XxHash128(16) total length(4)</c>.
/// </summary>
/// <param name="Part">The part's number.</param>
/// <param name="Entry">The entry that brought the content. Believe it only after <see cref="SignedEntry.IsSignedBy"/>.</param>
/// <param name="KeyRecord">The content's wrapped key.</param>
public sealed record PartTrailer(int Part, SignedEntry Entry, ReadOnlyMemory<byte> KeyRecord)
{
    /// <summary>Bytes at a file's very end that say how long the trailer is.</summary>
    public const int LengthBytes = 4;

    private const int Format = 1;
    private const int HeadBytes = 20;
    private const int TailBytes = 16 + LengthBytes;
    private const int MinBytes = HeadBytes + SignedEntry.SignatureBytes + TailBytes;
    private const int MaxBytes = MinBytes + WireLimits.EntryBytes + WireLimits.KeyRecordBytes;

    private static ReadOnlySpan<byte> Magic => "dfspart\n"u8;

    /// <summary>The trailer's bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[MinBytes + Entry.Encoded.Length + KeyRecord.Length];
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

    /// <summary>The length of the trailer, by the last <see cref="LengthBytes"/> of a file of this size; null when they end none.</summary>
    public static int? LengthAt(ReadOnlySpan<byte> end, long fileSize)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(end);
        return length is < MinBytes or > MaxBytes || length > fileSize ? null : length;
    }

    /// <summary>Parses a trailer's bytes; null when they are none or damaged.</summary>
    public static PartTrailer? Parse(ReadOnlyMemory<byte> bytes)
    {
        var head = bytes.Span;
        if (head.Length < MinBytes || !head.StartsWith(Magic) || BinaryPrimitives.ReadUInt16BigEndian(head[8..]) != Format
            || XxHash128.HashToUInt128(head[..^TailBytes]) != BinaryPrimitives.ReadUInt128BigEndian(head[^TailBytes..]))
        {
            return null;
        }

        var entry = BinaryPrimitives.ReadInt32BigEndian(head[12..]);
        var key = BinaryPrimitives.ReadInt32BigEndian(head[16..]);
        if (entry < 0 || key < 0 || (long)MinBytes + entry + key != head.Length)
            return null;
        var signature = HeadBytes + entry;
        var record = signature + SignedEntry.SignatureBytes;
        try
        {
            return new PartTrailer(
                BinaryPrimitives.ReadUInt16BigEndian(head[10..]),
                SignedEntry.Parse(bytes.Slice(HeadBytes, entry), bytes.Slice(signature, SignedEntry.SignatureBytes)),
                bytes.Slice(record, key));
        }
        catch (MalformedMessageException)
        {
            return null;
        }
    }
}
