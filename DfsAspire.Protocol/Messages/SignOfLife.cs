using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>"Still working", once a second while a node syncs: <c>[5]</c>. It stands before a reply and means nothing else.</summary>
public sealed record SignOfLife : IMessage<SignOfLife>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.SignOfLife;

    /// <inheritdoc/>
    public int FieldCount => 0;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
    }

    /// <inheritdoc/>
    public static SignOfLife Read(ref FieldReader reader) => new();
}
