using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Protocol.Messages;

/// <summary>
/// Stores one part: <c>[10, header×3, content, path, part, loan, length]</c>, then contents of that length, then <see cref="ContentsEnd"/>.
/// A loan is a part that belongs to another node, which is away.
/// </summary>
public sealed record StagePart(RequestHeader Header, ContentId Content, StorePath Path, int Part, bool IsLoan, long Length) : IMessage<StagePart>, IRequest<StagePart>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.StagePart;

    /// <inheritdoc/>
    public int FieldCount => RequestHeader.Fields + 5;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Header.Write(ref writer);
        writer.Content(Content);
        writer.Path(Path);
        writer.Int(Part);
        writer.Bool(IsLoan);
        writer.Long(Length);
    }

    /// <inheritdoc/>
    public static StagePart Read(ref FieldReader reader) => new(
        RequestHeader.Read(ref reader), reader.Content(), reader.Path(), reader.Int(1, WireLimits.Nodes), reader.Bool(), reader.Long(0, long.MaxValue));

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
