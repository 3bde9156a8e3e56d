using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>Asks what a node knows of some contents: <c>[52, header×3, count, (user, content)*]</c>. For nodes only.</summary>
public sealed record GetUse(RequestHeader Header, IReadOnlyList<OwnedContent> Contents) : IMessage<GetUse>, IRequest<GetUse>
{
    /// <summary>The most contents one request may name.</summary>
    public const int MostContents = 200;

    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.GetUse;

    /// <inheritdoc/>
    public int FieldCount => RequestHeader.Fields + 1 + 2 * Contents.Count;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Header.Write(ref writer);
        writer.Int(Contents.Count);
        foreach (var content in Contents)
        {
            writer.Text(content.User);
            writer.Content(content.Content);
        }
    }

    /// <inheritdoc/>
    public static GetUse Read(ref FieldReader reader)
    {
        var header = RequestHeader.Read(ref reader);
        var contents = new OwnedContent[reader.Int(0, MostContents)];
        for (var i = 0; i < contents.Length; i++)
            contents[i] = new OwnedContent(reader.User(), reader.Content());
        return new GetUse(header, contents);
    }

    /// <inheritdoc/>
    public GetUse WithHeader(RequestHeader header) => this with { Header = header };
}

/// <summary>A content and whose it is.</summary>
public readonly record struct OwnedContent(string User, ContentId Content);

/// <summary>What a node knows of a content. Sent: bits are never reused.</summary>
[Flags]
public enum ContentUse : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>An entry that names it was committed, now or once.</summary>
    Committed = 1,

    /// <summary>The entry of some path names it now.</summary>
    Named = 2,

    /// <summary>It is closed: its writer may not commit it any more.</summary>
    Closed = 4,

    /// <summary>It was neither committed nor closed, and its writer may still be at work there.</summary>
    Staging = 8,
}

/// <summary>What a node knows of one content, and which parts of it it holds whole.</summary>
public readonly record struct ContentReport(ContentUse Use, HeldParts Held);

/// <summary>Answers <see cref="GetUse"/>, in the order of the question: <c>[180, status, text, count, (use, held)*]</c>.</summary>
public sealed record UseReply(Outcome Outcome, IReadOnlyList<ContentReport> Reports) : IMessage<UseReply>
{
    private const int AllUses = (int)(ContentUse.Committed | ContentUse.Named | ContentUse.Closed | ContentUse.Staging);

    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.UseReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields + 1 + 2 * Reports.Count;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Outcome.Write(ref writer);
        writer.Int(Reports.Count);
        foreach (var report in Reports)
        {
            writer.Int((int)report.Use);
            writer.Int(report.Held.Mask);
        }
    }

    /// <inheritdoc/>
    public static UseReply Read(ref FieldReader reader)
    {
        var outcome = Outcome.Read(ref reader);
        var reports = new ContentReport[reader.Int(0, GetUse.MostContents)];
        for (var i = 0; i < reports.Length; i++)
            reports[i] = new ContentReport((ContentUse)reader.Int(0, AllUses), new HeldParts((byte)reader.Int(0, HeldParts.All.Mask)));
        return new UseReply(outcome, reports);
    }
}
