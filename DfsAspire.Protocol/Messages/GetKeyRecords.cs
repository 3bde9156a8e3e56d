using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>Asks which of the user's key records are under a master key below a number, page by page: <c>[34, header×3, after, below]</c>.</summary>
/// <param name="Header">What every request begins with.</param>
/// <param name="After">The last content of the page before; none at first.</param>
/// <param name="Below">The number.</param>
public sealed record GetKeyRecords(RequestHeader Header, ContentId After, long Below) : IMessage<GetKeyRecords>, IRequest<GetKeyRecords>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.GetKeyRecords;

    /// <inheritdoc/>
    public int FieldCount => RequestHeader.Fields + 2;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Header.Write(ref writer);
        writer.Content(After);
        writer.Long(Below);
    }

    /// <inheritdoc/>
    public static GetKeyRecords Read(ref FieldReader reader) =>
        new(RequestHeader.Read(ref reader), reader.Content(), reader.Long(MasterKeyNumber.First, MasterKeyNumber.Last + 1));

    /// <inheritdoc/>
    public GetKeyRecords WithHeader(RequestHeader header) => this with { Header = header };
}

/// <summary>A content's key record.</summary>
/// <param name="Content">The content.</param>
/// <param name="Record">Its data key, wrapped by one of the user's master keys.</param>
public readonly record struct ContentKeyRecord(ContentId Content, ReadOnlyMemory<byte> Record)
{
    /// <summary>How many bytes of records one message may carry, so that the whole stays below <see cref="WireLimits.MessageBytes"/>.</summary>
    public const int PageBytes = 48 * 1024;

    /// <summary>The most records one message may carry: a node syncs two files for each.</summary>
    public const int MostRecords = 100;

    internal const int Fields = 2;

    /// <summary>What a record adds to a page, rounded up.</summary>
    public int Bytes => Record.Length + ContentId.Size + 8;

    internal static void WriteAll(ref FieldWriter writer, IReadOnlyList<ContentKeyRecord> records)
    {
        writer.Int(records.Count);
        foreach (var record in records)
        {
            writer.Content(record.Content);
            writer.Bytes(record.Record.Span);
        }
    }

    internal static ContentKeyRecord[] ReadAll(ref FieldReader reader)
    {
        var records = new ContentKeyRecord[reader.Int(0, MostRecords)];
        for (var i = 0; i < records.Length; i++)
            records[i] = new ContentKeyRecord(reader.Content(), reader.NeedBytes(WireLimits.KeyRecordBytes));
        return records;
    }
}

/// <summary>Answers <see cref="GetKeyRecords"/>: <c>[162, status, text, master key, taken, last, count, (content, record)*]</c>.</summary>
/// <param name="Outcome">Whether the node answers.</param>
/// <param name="MasterKey">The number below which the node takes no record from clients.</param>
/// <param name="Taken">Changes whenever the node has copied a record below that number from another one, and when it starts.</param>
/// <param name="Last">The last content that was looked at; none when there are no more.</param>
/// <param name="Records">Those found, in the order of their contents' ids.</param>
public sealed record KeyRecordsReply(Outcome Outcome, long MasterKey, long Taken, ContentId Last, IReadOnlyList<ContentKeyRecord> Records)
    : IMessage<KeyRecordsReply>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.KeyRecordsReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields + 4 + ContentKeyRecord.Fields * Records.Count;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Outcome.Write(ref writer);
        writer.Long(MasterKey);
        writer.Long(Taken);
        writer.Content(Last);
        ContentKeyRecord.WriteAll(ref writer, Records);
    }

    /// <inheritdoc/>
    public static KeyRecordsReply Read(ref FieldReader reader) => new(
        Outcome.Read(ref reader), reader.Long(0, long.MaxValue), reader.Long(0, long.MaxValue), reader.Content(), ContentKeyRecord.ReadAll(ref reader));
}
