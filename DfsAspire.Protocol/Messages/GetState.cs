using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Protocol.Messages;

/// <summary>Asks what a path holds: <c>[14, header×3, path]</c>.</summary>
public sealed record GetState(RequestHeader Header, StorePath Path) : IMessage<GetState>, IRequest<GetState>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.GetState;

    /// <inheritdoc/>
    public int FieldCount => RequestHeader.Fields + 1;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Header.Write(ref writer);
        writer.Path(Path);
    }

    /// <inheritdoc/>
    public static GetState Read(ref FieldReader reader) => new(RequestHeader.Read(ref reader), reader.Path());

    /// <inheritdoc/>
    public GetState WithHeader(RequestHeader header) => this with { Header = header };
}

/// <summary>
/// Answers <see cref="GetState"/>: <c>[142, status, text, view×6, entry | nil, signature | nil, key record, held, highest×2]</c>:
/// the committed entry, tombstones too, the parts of its content held whole, and the highest stamp, staged writes included.
/// </summary>
public sealed record StateReply(
    Outcome Outcome, NodeView View, SignedEntry? Entry, ReadOnlyMemory<byte> KeyRecord, HeldParts Held, Stamp Highest) : IMessage<StateReply>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.StateReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields + NodeView.Fields + 6;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Outcome.Write(ref writer);
        View.Write(ref writer);
        writer.Entry(Entry);
        writer.Bytes(KeyRecord.Span);
        writer.Int(Held.Mask);
        writer.Stamp(Highest);
    }

    /// <inheritdoc/>
    public static StateReply Read(ref FieldReader reader) => new(
        Outcome.Read(ref reader), NodeView.Read(ref reader), reader.Entry(), reader.NeedBytes(WireLimits.KeyRecordBytes), new HeldParts((byte)reader.Int(0, HeldParts.All.Mask)), reader.Stamp());
}
