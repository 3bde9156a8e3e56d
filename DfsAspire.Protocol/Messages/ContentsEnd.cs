using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>Follows every run of contents, in both directions: <c>[4, checksum]</c>, the XxHash128 of the bytes just sent.</summary>
public sealed record ContentsEnd(UInt128 Checksum) : IMessage<ContentsEnd>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.ContentsEnd;

    /// <inheritdoc/>
    public int FieldCount => 1;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer) => writer.Checksum(Checksum);

    /// <inheritdoc/>
    public static ContentsEnd Read(ref FieldReader reader) => new(reader.Checksum());
}
