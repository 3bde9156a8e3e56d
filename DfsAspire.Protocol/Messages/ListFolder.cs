using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Protocol.Messages;

/// <summary>
/// Asks what a folder holds, page by page in ordinal order of the names' UTF-8 bytes: <c>[15, header×3, folder, after]</c>;
/// <c>after</c> is the last name of the page before, empty at first.
/// </summary>
public sealed record ListFolder(RequestHeader Header, StorePath Folder, string After) : IMessage<ListFolder>, IRequest<ListFolder>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.ListFolder;

    /// <inheritdoc/>
    public int FieldCount => RequestHeader.Fields + 2;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Header.Write(ref writer);
        writer.Path(Folder);
        writer.Text(After);
    }

    /// <inheritdoc/>
    public static ListFolder Read(ref FieldReader reader) =>
        new(RequestHeader.Read(ref reader), reader.Path(), reader.NeedText(WireLimits.NameBytes));

    /// <inheritdoc/>
    public ListFolder WithHeader(RequestHeader header) => this with { Header = header };
}

/// <summary>One entry directly inside the folder, tombstones too, and the parts of its content that the node holds whole.</summary>
public sealed record ListItem(SignedEntry Entry, HeldParts Held)
{
    internal const int Fields = 3;
}

/// <summary>Answers <see cref="ListFolder"/>: <c>[143, status, text, view×6, more, count, (entry, signature, held)*]</c>.</summary>
public sealed record ListReply(Outcome Outcome, NodeView View, bool HasMore, IReadOnlyList<ListItem> Items) : IMessage<ListReply>
{
    /// <summary>How many bytes of items one page may carry, so that the whole stays below <see cref="WireLimits.MessageBytes"/>.</summary>
    public const int PageBytes = 48 * 1024;

    private const int MinimalItemBytes = 100;

    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.ListReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields + NodeView.Fields + 2 + ListItem.Fields * Items.Count;

    /// <summary>What an item adds to a page, rounded up.</summary>
    public static int BytesOf(ListItem item) => item.Entry.Encoded.Length + SignedEntry.SignatureBytes + 8;

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
        }
    }

    /// <inheritdoc/>
    public static ListReply Read(ref FieldReader reader)
    {
        var outcome = Outcome.Read(ref reader);
        var view = NodeView.Read(ref reader);
        var more = reader.Bool();
        var items = new ListItem[reader.Int(0, WireLimits.MessageBytes / MinimalItemBytes)];
        for (var i = 0; i < items.Length; i++)
            items[i] = new ListItem(reader.NeedEntry(), new HeldParts((byte)reader.Int(0, HeldParts.All.Mask)));
        return new ListReply(outcome, view, more, items);
    }
}
