using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>
/// A node tells another whose volume it has and how far its catalog is: <c>[50, header×3, node, cluster, incarnation, sequence]</c>. The other
/// remembers it, so that a volume that was replaced or put back from a copy is found out. For nodes only.
/// </summary>
/// <param name="Header">The trace and the deadline.</param>
/// <param name="Node">Who asks, 1 to 4.</param>
/// <param name="Cluster">The asker's cluster; null while it has none.</param>
/// <param name="Incarnation">The asker's volume; 0 while the asker does not know yet whether it is up to date.</param>
/// <param name="Sequence">How far the asker's catalog is; 0 while the asker does not know yet whether it is up to date.</param>
public sealed record Introduce(RequestHeader Header, int Node, Guid? Cluster, long Incarnation, long Sequence) : IMessage<Introduce>, IRequest<Introduce>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.Introduce;

    /// <inheritdoc/>
    public int FieldCount => RequestHeader.Fields + 4;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Header.Write(ref writer);
        writer.Int(Node);
        writer.OptionalId(Cluster);
        writer.Long(Incarnation);
        writer.Long(Sequence);
    }

    /// <inheritdoc/>
    public static Introduce Read(ref FieldReader reader) => new(
        RequestHeader.Read(ref reader), reader.Int(1, WireLimits.Nodes), reader.OptionalId(), reader.Long(0, long.MaxValue), reader.Long(0, long.MaxValue));

    /// <inheritdoc/>
    public Introduce WithHeader(RequestHeader header) => this with { Header = header };
}

/// <summary>
/// Answers <see cref="Introduce"/>: <c>[178, status, text, cluster, incarnation, settled, known incarnation, known sequence, accounts]</c>.
/// </summary>
/// <param name="Outcome">Whether the request was served.</param>
/// <param name="Cluster">The cluster of the answering node; null while it has none.</param>
/// <param name="Incarnation">The answering node's volume.</param>
/// <param name="IsSettled">False while the answering node still copies the catalog of others: nothing is to be copied from it.</param>
/// <param name="KnownIncarnation">The newest volume of the asker that the answering node has heard of; 0 for none.</param>
/// <param name="KnownSequence">How far the asker's catalog was then.</param>
/// <param name="Accounts">A digest over all accounts of the answering node: equal ones need not be compared one by one.</param>
public sealed record IntroduceReply(
    Outcome Outcome, Guid? Cluster, long Incarnation, bool IsSettled, long KnownIncarnation, long KnownSequence, UInt128 Accounts) : IMessage<IntroduceReply>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.IntroduceReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields + 6;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Outcome.Write(ref writer);
        writer.OptionalId(Cluster);
        writer.Long(Incarnation);
        writer.Bool(IsSettled);
        writer.Long(KnownIncarnation);
        writer.Long(KnownSequence);
        writer.Checksum(Accounts);
    }

    /// <inheritdoc/>
    public static IntroduceReply Read(ref FieldReader reader) => new(
        Outcome.Read(ref reader), reader.OptionalId(), reader.Long(0, long.MaxValue), reader.Bool(), reader.Long(0, long.MaxValue),
        reader.Long(0, long.MaxValue), reader.Checksum());
}
