using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>
/// Hands on an entry that a reader found half done: <c>[13, header×3, entry, signature, key record, ticket]</c>. Unlike a commit it
/// is taken also without the parts, which the node then counts as missing.
/// </summary>
public sealed record Finish(RequestHeader Header, SignedEntry Entry, ReadOnlyMemory<byte> KeyRecord, long Ticket) : IMessage<Finish>, IRequest<Finish>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.Finish;

    /// <inheritdoc/>
    public int FieldCount => RequestHeader.Fields + 4;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Header.Write(ref writer);
        writer.Entry(Entry);
        writer.Bytes(KeyRecord.Span);
        writer.Long(Ticket);
    }

    /// <inheritdoc/>
    public static Finish Read(ref FieldReader reader) => new(
        RequestHeader.Read(ref reader), reader.NeedEntry(), reader.NeedBytes(WireLimits.KeyRecordBytes), reader.Long(0, long.MaxValue));

    /// <inheritdoc/>
    public Finish WithHeader(RequestHeader header) => this with { Header = header };
}

/// <summary>Answers <see cref="Finish"/>: <c>[141, status, text, view×6, committed×2]</c>, with the stamp that the path holds now.</summary>
public sealed record FinishReply(Outcome Outcome, NodeView View, Stamp Committed) : IMessage<FinishReply>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.FinishReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields + NodeView.Fields + 2;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Outcome.Write(ref writer);
        View.Write(ref writer);
        writer.Stamp(Committed);
    }

    /// <inheritdoc/>
    public static FinishReply Read(ref FieldReader reader) => new(Outcome.Read(ref reader), NodeView.Read(ref reader), reader.Stamp());
}
