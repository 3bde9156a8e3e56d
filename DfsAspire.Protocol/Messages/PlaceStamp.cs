using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Protocol.Messages;

/// <summary>
/// Keeps a write's stamp, synced, before any commit: <c>[11, header×3, path, stamp×2, content | nil, size, moved from]</c>. What the user may keep is
/// set aside with it, so that no commit that has its stamp fails for want of it; the size is that of the file in the clear, 0 without one.
/// A MOVE says from where the content is taken: while that path names it, the user keeps no more than before. The root for all else.
/// </summary>
public sealed record PlaceStamp(RequestHeader Header, StorePath Path, Stamp Stamp, ContentId Content, long Size = 0, StorePath MovedFrom = default)
    : IMessage<PlaceStamp>, IRequest<PlaceStamp>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.PlaceStamp;

    /// <inheritdoc/>
    public int FieldCount => RequestHeader.Fields + 6;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Header.Write(ref writer);
        writer.Path(Path);
        writer.Stamp(Stamp);
        writer.Content(Content);
        writer.Long(Size);
        writer.Path(MovedFrom);
    }

    /// <inheritdoc/>
    public static PlaceStamp Read(ref FieldReader reader) => new(
        RequestHeader.Read(ref reader), reader.Path(), reader.Stamp(), reader.Content(), reader.AtEnd ? 0 : reader.Long(0, WireLimits.ContentBytes),
        reader.AtEnd ? StorePath.Root : reader.Path());

    /// <inheritdoc/>
    public PlaceStamp WithHeader(RequestHeader header) => this with { Header = header };
}

/// <summary>Answers <see cref="PlaceStamp"/>: <c>[139, status, text, view×6, highest×2]</c>.</summary>
public sealed record StampReply(Outcome Outcome, NodeView View, Stamp Highest) : IMessage<StampReply>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.StampReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields + NodeView.Fields + 2;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Outcome.Write(ref writer);
        View.Write(ref writer);
        writer.Stamp(Highest);
    }

    /// <inheritdoc/>
    public static StampReply Read(ref FieldReader reader) => new(Outcome.Read(ref reader), NodeView.Read(ref reader), reader.Stamp());
}
