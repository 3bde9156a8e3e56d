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
/// Answers <see cref="FetchPart"/> with presence, size and name: <c>[144, status, text, size, name, run, unconfirmed]</c>; when the status is
/// Ok then contents of <c>run</c> bytes follow, and <see cref="ContentsEnd"/>.
/// </summary>
/// <param name="Outcome">Ok when the part is here.</param>
/// <param name="Size">Bytes of the whole part.</param>
/// <param name="Name">The name of its file.</param>
/// <param name="Run">Bytes that follow.</param>
/// <param name="Unconfirmed">Since when the part is here, in ms since 1970 by the node's clock, if it came from one other node and nobody
/// has authenticated it; else 0. Whoever does may say so with <see cref="ConfirmParts"/>.</param>
public sealed record FetchReply(Outcome Outcome, long Size, string Name, long Run, long Unconfirmed = 0) : IMessage<FetchReply>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.FetchReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields + 4;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Outcome.Write(ref writer);
        writer.Long(Size);
        writer.Text(Name);
        writer.Long(Run);
        writer.Long(Unconfirmed);
    }

    /// <inheritdoc/>
    public static FetchReply Read(ref FieldReader reader) => new(
        Outcome.Read(ref reader), reader.Long(0, long.MaxValue), reader.NeedText(WireLimits.NameBytes), reader.Long(0, long.MaxValue),
        reader.AtEnd ? 0 : reader.Long(0, long.MaxValue));
}
