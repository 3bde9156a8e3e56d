using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>Asks how the node is: <c>[20, header×3]</c>.</summary>
public sealed record GetNodeStatus(RequestHeader Header) : IMessage<GetNodeStatus>, IRequest<GetNodeStatus>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.GetNodeStatus;

    /// <inheritdoc/>
    public int FieldCount => RequestHeader.Fields;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer) => Header.Write(ref writer);

    /// <inheritdoc/>
    public static GetNodeStatus Read(ref FieldReader reader) => new(RequestHeader.Read(ref reader));

    /// <inheritdoc/>
    public GetNodeStatus WithHeader(RequestHeader header) => this with { Header = header };
}

/// <summary>Answers <see cref="GetNodeStatus"/>: <c>[148, status, text, view×6, node status×20]</c>.</summary>
public sealed record NodeStatusReply(Outcome Outcome, NodeView View, NodeStatus Status) : IMessage<NodeStatusReply>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.NodeStatusReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields + NodeView.Fields + NodeStatus.Fields;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Outcome.Write(ref writer);
        View.Write(ref writer);
        Status.Write(ref writer);
    }

    /// <inheritdoc/>
    public static NodeStatusReply Read(ref FieldReader reader) => new(
        Outcome.Read(ref reader), NodeView.Read(ref reader), NodeStatus.Read(ref reader));
}
