using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Protocol.Messages;

/// <summary>
/// Asks which replaced and deleted versions a node still keeps of what lies directly in a folder, page by page in the order of the names' UTF-8 bytes,
/// then of the stamps: <c>[22, header×3, folder, name, after name, after stamp×2]</c>.
/// </summary>
/// <param name="Header">The request's header.</param>
/// <param name="Folder">The folder.</param>
/// <param name="Name">The one name in it that is asked about; empty for all.</param>
/// <param name="AfterName">The name of the last version of the page before, empty at first.</param>
/// <param name="AfterStamp">Its stamp; none at first.</param>
public sealed record ListVersions(RequestHeader Header, StorePath Folder, string Name, string AfterName, Stamp AfterStamp) : IMessage<ListVersions>, IRequest<ListVersions>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.ListVersions;

    /// <inheritdoc/>
    public int FieldCount => RequestHeader.Fields + 5;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Header.Write(ref writer);
        writer.Path(Folder);
        writer.Text(Name);
        writer.Text(AfterName);
        writer.Stamp(AfterStamp);
    }

    /// <inheritdoc/>
    public static ListVersions Read(ref FieldReader reader) => new(
        RequestHeader.Read(ref reader), reader.Path(), reader.NeedText(WireLimits.NameBytes), reader.NeedText(WireLimits.NameBytes), reader.Stamp());

    /// <inheritdoc/>
    public ListVersions WithHeader(RequestHeader header) => this with { Header = header };
}

/// <summary>What a path held before.</summary>
/// <param name="Entry">The file or folder, signed.</param>
/// <param name="Held">The parts of its content that the node holds whole.</param>
/// <param name="ReplacedAt">When it was replaced, in ms since 1970 by the node's clock.</param>
/// <param name="KeptUntil">Until when the node shows it, by the same clock.</param>
public sealed record VersionItem(SignedEntry Entry, HeldParts Held, long ReplacedAt, long KeptUntil)
{
    internal const int Fields = 5;

    /// <summary>What it adds to a page, rounded up.</summary>
    public int PageBytes => Entry.Encoded.Length + SignedEntry.SignatureBytes + 24;
}

/// <summary>
/// Answers <see cref="ListVersions"/>: <c>[150, status, text, view×6, more, count, (entry, signature, held, replaced at, kept until)*]</c>.
/// </summary>
public sealed record VersionsReply(Outcome Outcome, NodeView View, bool HasMore, IReadOnlyList<VersionItem> Items) : IMessage<VersionsReply>
{
    /// <summary>How many bytes of items one page may carry, so that the whole stays below <see cref="WireLimits.MessageBytes"/>.</summary>
    public const int PageBytes = 48 * 1024;

    private const int MinimalItemBytes = 100;

    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.VersionsReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields + NodeView.Fields + 2 + VersionItem.Fields * Items.Count;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Outcome.Write(ref writer);
        View.Write(ref writer);
        writer.Bool(HasMore);
        writer.Int(Items.Count);
        foreach (var item in Items)
        {
            writer.Entry(item.Entry);
            writer.Int(item.Held.Mask);
            writer.Long(item.ReplacedAt);
            writer.Long(item.KeptUntil);
        }
    }

    /// <inheritdoc/>
    public static VersionsReply Read(ref FieldReader reader)
    {
        var outcome = Outcome.Read(ref reader);
        var view = NodeView.Read(ref reader);
        var more = reader.Bool();
        var items = new VersionItem[reader.Int(0, WireLimits.MessageBytes / MinimalItemBytes)];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = new VersionItem(
                reader.NeedEntry(), new HeldParts((byte)reader.Int(0, HeldParts.All.Mask)), reader.Long(0, long.MaxValue), reader.Long(0, long.MaxValue));
        }

        return new VersionsReply(outcome, view, more, items);
    }
}
