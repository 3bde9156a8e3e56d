using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>
/// Takes from a content's writer the right to commit it: <c>[53, header×3, user, content]</c>. Refused (Conflict) where it was committed.
/// For nodes only, about writes that nobody has gone on with for long.
/// </summary>
public sealed record CloseContent(RequestHeader Header, string User, ContentId Content) : IMessage<CloseContent>, IRequest<CloseContent>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.CloseContent;

    /// <inheritdoc/>
    public int FieldCount => RequestHeader.Fields + 2;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Header.Write(ref writer);
        writer.Text(User);
        writer.Content(Content);
    }

    /// <inheritdoc/>
    public static CloseContent Read(ref FieldReader reader) => new(RequestHeader.Read(ref reader), reader.User(), reader.Content());

    /// <inheritdoc/>
    public CloseContent WithHeader(RequestHeader header) => this with { Header = header };
}

/// <summary>Answers <see cref="CloseContent"/>: <c>[181, status, text]</c>.</summary>
public sealed record CloseReply(Outcome Outcome) : IMessage<CloseReply>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.CloseReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer) => Outcome.Write(ref writer);

    /// <inheritdoc/>
    public static CloseReply Read(ref FieldReader reader) => new(Outcome.Read(ref reader));
}
