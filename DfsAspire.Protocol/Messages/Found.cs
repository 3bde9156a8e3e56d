using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>
/// Makes an empty volume part of a new cluster: <c>[40, header×3, cluster, node, account, signature]</c>, the account being the
/// administrator's, signed by itself. Only who logged in with the cluster's secret may ask.
/// </summary>
public sealed record Found(RequestHeader Header, Guid Cluster, int Node, SignedAccount Administrator) : IMessage<Found>, IRequest<Found>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.Found;

    /// <inheritdoc/>
    public int FieldCount => RequestHeader.Fields + 4;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Header.Write(ref writer);
        writer.Id(Cluster);
        writer.Int(Node);
        writer.Account(Administrator);
    }

    /// <inheritdoc/>
    public static Found Read(ref FieldReader reader) => new(
        RequestHeader.Read(ref reader), reader.Id(), reader.Int(1, WireLimits.Nodes), reader.NeedAccount());

    /// <inheritdoc/>
    public Found WithHeader(RequestHeader header) => this with { Header = header };
}

/// <summary>Answers <see cref="Found"/>: <c>[168, status, text]</c>.</summary>
public sealed record FoundReply(Outcome Outcome) : IMessage<FoundReply>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.FoundReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer) => Outcome.Write(ref writer);

    /// <inheritdoc/>
    public static FoundReply Read(ref FieldReader reader) => new(Outcome.Read(ref reader));
}
