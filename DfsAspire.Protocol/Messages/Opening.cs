using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>Opens a connection: <c>[1, "DFSA", version, cluster | nil]</c>. Without a cluster the client takes the node's.</summary>
public sealed record Hello(string Magic, int Version, Guid? Cluster) : IMessage<Hello>
{
    /// <summary>What every connection begins with.</summary>
    public const string ProtocolMagic = "DFSA";

    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.Hello;

    /// <inheritdoc/>
    public int FieldCount => 3;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        writer.Text(Magic);
        writer.Int(Version);
        writer.OptionalId(Cluster);
    }

    /// <inheritdoc/>
    public static Hello Read(ref FieldReader reader) => new(reader.NeedText(16), reader.Int(0, int.MaxValue), reader.OptionalId());
}

/// <summary>
/// Answers <see cref="Hello"/>: <c>[129, status, text, version, node, cluster | nil, incarnation, program]</c>. A node whose
/// volume is not founded names no cluster. Which node it speaks to, a client takes from its own configuration, never from here.
/// </summary>
public sealed record Welcome(Outcome Outcome, int Version, int Node, Guid? Cluster, long Incarnation, string Program) : IMessage<Welcome>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.Welcome;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields + 5;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Outcome.Write(ref writer);
        writer.Int(Version);
        writer.Int(Node);
        writer.OptionalId(Cluster);
        writer.Long(Incarnation);
        writer.Text(Program);
    }

    /// <inheritdoc/>
    public static Welcome Read(ref FieldReader reader) => new(
        Outcome.Read(ref reader), reader.Int(0, int.MaxValue), reader.Int(0, WireLimits.Nodes), reader.OptionalId(),
        reader.Long(0, long.MaxValue), reader.NeedText(64));
}
