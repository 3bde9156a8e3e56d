using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Protocol.Messages;

/// <summary>
/// Stores one part: <c>[10, header×3, content, path, part, loan, length, offset, size]</c>, then contents of the length less the offset, then
/// <see cref="ContentsEnd"/> with the checksum of the whole part. A loan is a part that belongs to another node, which is away. An offset
/// above 0 goes on behind that many bytes of what an interrupted attempt left (<see cref="GetStaged"/>); what lies beyond is dropped. The size is that of the whole
/// file in the clear, so that what a user may not keep is refused before it is sent; 0 where it is not told.
/// </summary>
public sealed record StagePart(RequestHeader Header, ContentId Content, StorePath Path, int Part, bool IsLoan, long Length, long Offset = 0, long Size = 0)
    : IMessage<StagePart>, IRequest<StagePart>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.StagePart;

    /// <summary>How many bytes of contents follow the message.</summary>
    public long ContentsLength => Length - Offset;

    /// <inheritdoc/>
    public int FieldCount => RequestHeader.Fields + 7;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Header.Write(ref writer);
        writer.Content(Content);
        writer.Path(Path);
        writer.Int(Part);
        writer.Bool(IsLoan);
        writer.Long(Length);
        writer.Long(Offset);
        writer.Long(Size);
    }

    /// <inheritdoc/>
    public static StagePart Read(ref FieldReader reader)
    {
        var (header, content, path, part) = (RequestHeader.Read(ref reader), reader.Content(), reader.Path(), reader.Int(1, WireLimits.Nodes));
        var (isLoan, length) = (reader.Bool(), reader.Long(0, long.MaxValue));
        var offset = reader.AtEnd ? 0 : reader.Long(0, length);
        return new StagePart(header, content, path, part, isLoan, length, offset, reader.AtEnd ? 0 : reader.Long(0, WireLimits.ContentBytes));
    }

    /// <inheritdoc/>
    public StagePart WithHeader(RequestHeader header) => this with { Header = header };
}

/// <summary>
/// Answers <see cref="StagePart"/> once the part is on stable storage, or as soon as it is refused:
/// <c>[138, status, text, view×6, highest×2, current kind]</c>. The highest stamp known for the path counts staged writes too.
/// </summary>
public sealed record StageReply(Outcome Outcome, NodeView View, Stamp Highest, EntryKind CurrentKind) : IMessage<StageReply>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.StageReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields + NodeView.Fields + 3;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Outcome.Write(ref writer);
        View.Write(ref writer);
        writer.Stamp(Highest);
        writer.Int((int)CurrentKind);
    }

    /// <inheritdoc/>
    public static StageReply Read(ref FieldReader reader) => new(
        Outcome.Read(ref reader), NodeView.Read(ref reader), reader.Stamp(), (EntryKind)reader.Int(0, (int)EntryKind.Tombstone));
}
