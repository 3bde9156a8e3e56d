using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>Re-reads a part from the disk and compares it with its checksum: <c>[18, header×3, content, part]</c>.</summary>
public sealed record CheckPart(RequestHeader Header, ContentId Content, int Part) : IMessage<CheckPart>, IRequest<CheckPart>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.CheckPart;

    /// <inheritdoc/>
    public int FieldCount => RequestHeader.Fields + 2;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Header.Write(ref writer);
        writer.Content(Content);
        writer.Int(Part);
    }

    /// <inheritdoc/>
    public static CheckPart Read(ref FieldReader reader) => new(RequestHeader.Read(ref reader), reader.Content(), reader.Int(1, WireLimits.Nodes));

    /// <inheritdoc/>
    public CheckPart WithHeader(RequestHeader header) => this with { Header = header };
}

/// <summary>Answers <see cref="CheckPart"/>: <c>[146, status, text, size]</c>; Ok means sound.</summary>
public sealed record CheckReply(Outcome Outcome, long Size) : IMessage<CheckReply>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.CheckReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields + 1;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Outcome.Write(ref writer);
        writer.Long(Size);
    }

    /// <inheritdoc/>
    public static CheckReply Read(ref FieldReader reader) => new(Outcome.Read(ref reader), reader.Long(0, long.MaxValue));
}
