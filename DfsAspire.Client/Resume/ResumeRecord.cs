using DfsAspire.Client.Sealing;
using DfsAspire.Client.Transfer;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Client.Resume;

/// <summary>
/// What an interrupted upload needs to go on: <c>[1, content, length, placement, hash of lane 0, 1, 2, 3, key record]</c> in MessagePack.
/// The data key is wrapped by the user's master key; nothing in it is a secret.
/// </summary>
internal sealed record ResumeRecord(ContentId Content, FileDigest Digest, ReadOnlyMemory<byte> KeyRecord)
{
    /// <summary>The most bytes of a record.</summary>
    public const int MaxBytes = WireLimits.KeyRecordBytes + 256;

    private const int Format = 1;
    private const int Fields = 5 + Lanes.Count;

    /// <summary>True when the upload was of these very bytes; how many of them are the file's stands in no content.</summary>
    public bool IsOf(FileDigest digest) =>
        Digest.Lanes == digest.Lanes && Digest.Placement == digest.Placement && Digest.LaneHashes.SequenceEqual(digest.LaneHashes);

    public byte[] ToBytes() => FieldWriter.Encode(this, static (ResumeRecord record, ref FieldWriter writer) =>
    {
        writer.Array(Fields);
        writer.Int(Format);
        writer.Content(record.Content);
        writer.Long(record.Digest.Lanes.Length);
        writer.Int(record.Digest.Placement);
        foreach (var hash in record.Digest.LaneHashes)
            writer.Checksum(hash);
        writer.Bytes(record.KeyRecord.Span);
    });

    /// <summary>Reads a record; null when it is none, or of another format.</summary>
    public static ResumeRecord? Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var reader = new FieldReader(bytes);
            reader.Array();
            reader.Int(Format, Format);
            var content = reader.Content();
            var lanes = new Lanes(reader.Long(0, WireLimits.ContentBytes));
            var placement = reader.Int(0, WireLimits.Nodes - 1);
            UInt128[] hashes = [reader.Checksum(), reader.Checksum(), reader.Checksum(), reader.Checksum()];
            return new ResumeRecord(content, new FileDigest(lanes, lanes.Length, placement, hashes), reader.NeedBytes(WireLimits.KeyRecordBytes));
        }
        catch (MalformedMessageException)
        {
            return null;
        }
    }
}
