using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>Answers a request that could not be read, is not known, or failed before its own reply could be made: <c>[255, status, text]</c>.</summary>
public sealed record Refusal(Outcome Outcome) : IMessage<Refusal>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.Refusal;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer) => Outcome.Write(ref writer);

    /// <inheritdoc/>
    public static Refusal Read(ref FieldReader reader) => new(Outcome.Read(ref reader));
}
