using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Protocol.Messages;

/// <summary>Asks which entries some paths hold on a node: <c>[54, header×3, count, (user, path)*]</c>. For nodes only.</summary>
public sealed record GetStamps(RequestHeader Header, IReadOnlyList<OwnedPath> Paths) : IMessage<GetStamps>, IRequest<GetStamps>
{
    /// <summary>The most paths one request may name: their greatest size times this stays below a message.</summary>
    public const int MostPaths = 40;

    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.GetStamps;

    /// <inheritdoc/>
    public int FieldCount => RequestHeader.Fields + 1 + 2 * Paths.Count;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Header.Write(ref writer);
        writer.Int(Paths.Count);
        foreach (var path in Paths)
        {
            writer.Text(path.User);
            writer.Path(path.Path);
        }
    }

    /// <inheritdoc/>
    public static GetStamps Read(ref FieldReader reader)
    {
        var header = RequestHeader.Read(ref reader);
        var paths = new OwnedPath[reader.Int(0, MostPaths)];
        for (var i = 0; i < paths.Length; i++)
            paths[i] = new OwnedPath(reader.User(), reader.Path());
        return new GetStamps(header, paths);
    }

    /// <inheritdoc/>
    public GetStamps WithHeader(RequestHeader header) => this with { Header = header };
}

/// <summary>A path and whose it is.</summary>
public readonly record struct OwnedPath(string User, StorePath Path);

/// <summary>
/// What a path holds on a node: the committed stamp (none where nothing was ever committed, or a tombstone was forgotten), the parts of
/// its content held whole, and whether the node has seen all four nodes hold this very entry.
/// </summary>
public readonly record struct PathReport(Stamp Stamp, HeldParts Held, bool IsEverywhere);

/// <summary>Answers <see cref="GetStamps"/>, in the order of the question: <c>[182, status, text, count, (stamp, held, everywhere)*]</c>.</summary>
public sealed record StampsReply(Outcome Outcome, IReadOnlyList<PathReport> Reports) : IMessage<StampsReply>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.StampsReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields + 1 + 4 * Reports.Count;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Outcome.Write(ref writer);
        writer.Int(Reports.Count);
        foreach (var report in Reports)
        {
            writer.Stamp(report.Stamp);
            writer.Int(report.Held.Mask);
            writer.Bool(report.IsEverywhere);
        }
    }

    /// <inheritdoc/>
    public static StampsReply Read(ref FieldReader reader)
    {
        var outcome = Outcome.Read(ref reader);
        var reports = new PathReport[reader.Int(0, GetStamps.MostPaths)];
        for (var i = 0; i < reports.Length; i++)
            reports[i] = new PathReport(reader.Stamp(), new HeldParts((byte)reader.Int(0, HeldParts.All.Mask)), reader.Bool());
        return new StampsReply(outcome, reports);
    }
}
