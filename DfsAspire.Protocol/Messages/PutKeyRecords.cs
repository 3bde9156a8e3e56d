using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>
/// Puts key records in the place of those under older master keys; of contents that are not here, or have a newer one already, nothing is
/// kept: <c>[35, header×3, count, (content, record)*]</c>.
/// </summary>
public sealed record PutKeyRecords(RequestHeader Header, IReadOnlyList<ContentKeyRecord> Records) : IMessage<PutKeyRecords>, IRequest<PutKeyRecords>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.PutKeyRecords;

    /// <inheritdoc/>
    public int FieldCount => RequestHeader.Fields + 1 + ContentKeyRecord.Fields * Records.Count;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Header.Write(ref writer);
        ContentKeyRecord.WriteAll(ref writer, Records);
    }

    /// <inheritdoc/>
    public static PutKeyRecords Read(ref FieldReader reader) => new(RequestHeader.Read(ref reader), ContentKeyRecord.ReadAll(ref reader));

    /// <inheritdoc/>
    public PutKeyRecords WithHeader(RequestHeader header) => this with { Header = header };
}

/// <summary>Answers <see cref="PutKeyRecords"/>: <c>[163, status, text]</c>; Ok when none of these contents has an older record here.</summary>
public sealed record PutKeyRecordsReply(Outcome Outcome) : IMessage<PutKeyRecordsReply>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.PutKeyRecordsReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer) => Outcome.Write(ref writer);

    /// <inheritdoc/>
    public static PutKeyRecordsReply Read(ref FieldReader reader) => new(Outcome.Read(ref reader));
}
