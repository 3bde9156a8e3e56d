using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>
/// Tells a node that unconfirmed parts which it gave out whole were authenticated: <c>[21, header×3, count, (content, part, since)*]</c>.
/// </summary>
public sealed record ConfirmParts(RequestHeader Header, IReadOnlyList<AuthenticPart> Parts) : IMessage<ConfirmParts>, IRequest<ConfirmParts>
{
    /// <summary>The most parts one request may name.</summary>
    public const int MostParts = 200;

    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.ConfirmParts;

    /// <inheritdoc/>
    public int FieldCount => RequestHeader.Fields + 1 + 3 * Parts.Count;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Header.Write(ref writer);
        writer.Int(Parts.Count);
        foreach (var part in Parts)
        {
            writer.Content(part.Content);
            writer.Int(part.Part);
            writer.Long(part.Since);
        }
    }

    /// <inheritdoc/>
    public static ConfirmParts Read(ref FieldReader reader)
    {
        var header = RequestHeader.Read(ref reader);
        var parts = new AuthenticPart[reader.Int(0, MostParts)];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = new AuthenticPart(reader.Content(), reader.Int(1, WireLimits.Nodes), reader.Long(0, long.MaxValue));
        return new ConfirmParts(header, parts);
    }

    /// <inheritdoc/>
    public ConfirmParts WithHeader(RequestHeader header) => this with { Header = header };
}

/// <summary>A part whose every segment was authenticated by its user.</summary>
/// <param name="Content">The content.</param>
/// <param name="Part">The part, 1 to 4.</param>
/// <param name="Since">What the node said of it (<see cref="FetchReply.Unconfirmed"/>): another file may have taken its place.</param>
public readonly record struct AuthenticPart(ContentId Content, int Part, long Since);

/// <summary>Answers <see cref="ConfirmParts"/>: <c>[149, status, text]</c>.</summary>
public sealed record ConfirmReply(Outcome Outcome) : IMessage<ConfirmReply>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.ConfirmReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer) => Outcome.Write(ref writer);

    /// <inheritdoc/>
    public static ConfirmReply Read(ref FieldReader reader) => new(Outcome.Read(ref reader));
}
