using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>Asks what a node has of one content, whether a path names it or not: <c>[23, header×3, content]</c>.</summary>
public sealed record GetContent(RequestHeader Header, ContentId Content) : IMessage<GetContent>, IRequest<GetContent>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.GetContent;

    /// <inheritdoc/>
    public int FieldCount => RequestHeader.Fields + 1;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Header.Write(ref writer);
        writer.Content(Content);
    }

    /// <inheritdoc/>
    public static GetContent Read(ref FieldReader reader) => new(RequestHeader.Read(ref reader), reader.Content());

    /// <inheritdoc/>
    public GetContent WithHeader(RequestHeader header) => this with { Header = header };
}

/// <summary>
/// Answers <see cref="GetContent"/>: <c>[151, status, text, view×6, key record, held]</c>: the content's key record, empty when it is not committed here,
/// and the parts that lie here whole, staged ones too. What the node may let go of soon it does not show.
/// </summary>
public sealed record ContentReply(Outcome Outcome, NodeView View, ReadOnlyMemory<byte> KeyRecord, HeldParts Held) : IMessage<ContentReply>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.ContentReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields + NodeView.Fields + 2;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Outcome.Write(ref writer);
        View.Write(ref writer);
        writer.Bytes(KeyRecord.Span);
        writer.Int(Held.Mask);
    }

    /// <inheritdoc/>
    public static ContentReply Read(ref FieldReader reader) => new(
        Outcome.Read(ref reader), NodeView.Read(ref reader), reader.NeedBytes(WireLimits.KeyRecordBytes), new HeldParts((byte)reader.Int(0, HeldParts.All.Mask)));
}
