using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>Asks a node to begin a round of repair at once, and a scrub of all its parts if wished: <c>[55, header×3, scrub]</c>.</summary>
public sealed record RepairNow(RequestHeader Header, bool Scrub) : IMessage<RepairNow>, IRequest<RepairNow>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.RepairNow;

    /// <inheritdoc/>
    public int FieldCount => RequestHeader.Fields + 1;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Header.Write(ref writer);
        writer.Bool(Scrub);
    }

    /// <inheritdoc/>
    public static RepairNow Read(ref FieldReader reader) => new(RequestHeader.Read(ref reader), reader.Bool());

    /// <inheritdoc/>
    public RepairNow WithHeader(RequestHeader header) => this with { Header = header };
}

/// <summary>Answers <see cref="RepairNow"/> when the round has ended: <c>[183, status, text]</c>.</summary>
public sealed record RepairReply(Outcome Outcome) : IMessage<RepairReply>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.RepairReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer) => Outcome.Write(ref writer);

    /// <inheritdoc/>
    public static RepairReply Read(ref FieldReader reader) => new(Outcome.Read(ref reader));
}
