using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>
/// Asks for the entries that a node took after a certain one, in the order in which it took them: <c>[51, header×3, after]</c>; 0 asks
/// from the beginning. An entry that was replaced meanwhile comes once, as it is now. For nodes only.
/// </summary>
public sealed record GetChanges(RequestHeader Header, long After) : IMessage<GetChanges>, IRequest<GetChanges>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.GetChanges;

    /// <inheritdoc/>
    public int FieldCount => RequestHeader.Fields + 1;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Header.Write(ref writer);
        writer.Long(After);
    }

    /// <inheritdoc/>
    public static GetChanges Read(ref FieldReader reader) => new(RequestHeader.Read(ref reader), reader.Long(0, long.MaxValue));

    /// <inheritdoc/>
    public GetChanges WithHeader(RequestHeader header) => this with { Header = header };
}

/// <summary>An entry, the key record of its content (empty without one), and the number under which the node took it.</summary>
public sealed record Change(long Number, SignedEntry Entry, ReadOnlyMemory<byte> KeyRecord)
{
    internal const int Fields = 4;

    /// <summary>What it adds to a page, rounded up.</summary>
    public int PageBytes => Entry.Encoded.Length + SignedEntry.SignatureBytes + KeyRecord.Length + 24;
}

/// <summary>Answers <see cref="GetChanges"/>: <c>[179, status, text, more, count, (number, entry, signature, key record)*]</c>.</summary>
public sealed record ChangesReply(Outcome Outcome, bool HasMore, IReadOnlyList<Change> Changes) : IMessage<ChangesReply>
{
    /// <summary>How many bytes of changes one page may carry, so that the whole stays below <see cref="WireLimits.MessageBytes"/>.</summary>
    public const int PageBytes = 48 * 1024;

    private const int MinimalChangeBytes = 100;

    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.ChangesReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields + 2 + Change.Fields * Changes.Count;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Outcome.Write(ref writer);
        writer.Bool(HasMore);
        writer.Int(Changes.Count);
        foreach (var change in Changes)
        {
            writer.Long(change.Number);
            writer.Entry(change.Entry);
            writer.Bytes(change.KeyRecord.Span);
        }
    }

    /// <inheritdoc/>
    public static ChangesReply Read(ref FieldReader reader)
    {
        var outcome = Outcome.Read(ref reader);
        var more = reader.Bool();
        var changes = new Change[reader.Int(0, WireLimits.MessageBytes / MinimalChangeBytes)];
        for (var i = 0; i < changes.Length; i++)
            changes[i] = new Change(reader.Long(1, long.MaxValue), reader.NeedEntry(), reader.NeedBytes(WireLimits.KeyRecordBytes));
        return new ChangesReply(outcome, more, changes);
    }
}
