using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>Drops what this user staged of a content and never tried to commit: <c>[17, header×3, content]</c>.</summary>
public sealed record Discard(RequestHeader Header, ContentId Content) : IMessage<Discard>, IRequest<Discard>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.Discard;

    /// <inheritdoc/>
    public int FieldCount => RequestHeader.Fields + 1;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Header.Write(ref writer);
        writer.Content(Content);
    }

    /// <inheritdoc/>
    public static Discard Read(ref FieldReader reader) => new(RequestHeader.Read(ref reader), reader.Content());

    /// <inheritdoc/>
    public Discard WithHeader(RequestHeader header) => this with { Header = header };
}

/// <summary>Answers <see cref="Discard"/>: <c>[145, status, text]</c>.</summary>
public sealed record DiscardReply(Outcome Outcome) : IMessage<DiscardReply>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.DiscardReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer) => Outcome.Write(ref writer);

    /// <inheritdoc/>
    public static DiscardReply Read(ref FieldReader reader) => new(Outcome.Read(ref reader));
}
