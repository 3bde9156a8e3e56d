using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>
/// Makes a staged write visible: <c>[12, header×3, entry, signature, key record, ticket]</c>. A node takes it only when its parts
/// are staged, synced and match the entry. The key record is empty for folders and tombstones.
/// </summary>
public sealed record Commit(RequestHeader Header, SignedEntry Entry, ReadOnlyMemory<byte> KeyRecord, long Ticket) : IMessage<Commit>, IRequest<Commit>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.Commit;

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
    public static Commit Read(ref FieldReader reader) => new(
        RequestHeader.Read(ref reader), reader.NeedEntry(), reader.NeedBytes(WireLimits.KeyRecordBytes), reader.Long(0, long.MaxValue));

    /// <inheritdoc/>
    public Commit WithHeader(RequestHeader header) => this with { Header = header };
}

/// <summary>Answers <see cref="Commit"/>: <c>[140, status, text, view×6, committed×2]</c>, with the stamp that the path holds now.</summary>
public sealed record CommitReply(Outcome Outcome, NodeView View, Stamp Committed) : IMessage<CommitReply>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.CommitReply;

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
    public static CommitReply Read(ref FieldReader reader) => new(Outcome.Read(ref reader), NodeView.Read(ref reader), reader.Stamp());
}
