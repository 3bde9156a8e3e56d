using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>
/// Reads a part, staged ones too: <c>[16, header×3, content, part, offset, length, owner]</c>; length −1 is everything from the offset on.
/// The owner is the user whose content it is, for nodes that ask; a user asks for its own contents only and names nobody.
/// </summary>
public sealed record FetchPart(RequestHeader Header, ContentId Content, int Part, long Offset, long Length, string? Owner = null) : IMessage<FetchPart>, IRequest<FetchPart>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.FetchPart;

    /// <inheritdoc/>
    public int FieldCount => RequestHeader.Fields + 5;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Header.Write(ref writer);
        writer.Content(Content);
        writer.Int(Part);
        writer.Long(Offset);
        writer.Long(Length);
        writer.Text(Owner);
    }

    /// <inheritdoc/>
    public static FetchPart Read(ref FieldReader reader) => new(
        RequestHeader.Read(ref reader), reader.Content(), reader.Int(1, WireLimits.Nodes), reader.Long(0, long.MaxValue), reader.Long(-1, long.MaxValue),
        reader.AtEnd ? null : reader.Text(UserName.MaxLength));

    /// <inheritdoc/>
    public FetchPart WithHeader(RequestHeader header) => this with { Header = header };
}

/// <summary>
/// Answers <see cref="FetchPart"/> with presence, size and name: <c>[144, status, text, size, name, run]</c>; when the status is Ok then
/// contents of <c>run</c> bytes follow, and <see cref="ContentsEnd"/>.
/// </summary>
public sealed record FetchReply(Outcome Outcome, long Size, string Name, long Run) : IMessage<FetchReply>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.FetchReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields + 3;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Outcome.Write(ref writer);
        writer.Long(Size);
        writer.Text(Name);
        writer.Long(Run);
    }

    /// <inheritdoc/>
    public static FetchReply Read(ref FieldReader reader) => new(
        Outcome.Read(ref reader), reader.Long(0, long.MaxValue), reader.NeedText(WireLimits.NameBytes), reader.Long(0, long.MaxValue));
}
