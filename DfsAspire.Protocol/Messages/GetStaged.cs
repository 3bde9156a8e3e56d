using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>Asks what this node has of a content that is not committed yet, so that its writer can go on: <c>[19, header×3, content]</c>.</summary>
public sealed record GetStaged(RequestHeader Header, ContentId Content) : IMessage<GetStaged>, IRequest<GetStaged>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.GetStaged;

    /// <inheritdoc/>
    public int FieldCount => RequestHeader.Fields + 1;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Header.Write(ref writer);
        writer.Content(Content);
    }

    /// <inheritdoc/>
    public static GetStaged Read(ref FieldReader reader) => new(RequestHeader.Read(ref reader), reader.Content());

    /// <inheritdoc/>
    public GetStaged WithHeader(RequestHeader header) => this with { Header = header };
}

/// <summary>Answers <see cref="GetStaged"/>: <c>[147, status, text, then for parts 1 to 4: state, length, checksum]</c>.</summary>
public sealed record StagedReply(Outcome Outcome, IReadOnlyList<StagedInfo> Parts) : IMessage<StagedReply>
{
    /// <summary>Nothing of any part.</summary>
    public static IReadOnlyList<StagedInfo> Nothing { get; } = [.. Enumerable.Repeat(default(StagedInfo), WireLimits.Nodes)];

    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.StagedReply;

    /// <inheritdoc/>
    public int FieldCount => Outcome.Fields + WireLimits.Nodes * StagedInfo.Fields;

    /// <inheritdoc/>
    public void Write(ref FieldWriter writer)
    {
        Outcome.Write(ref writer);
        foreach (var part in Parts)
            part.Write(ref writer);
    }

    /// <inheritdoc/>
    public static StagedReply Read(ref FieldReader reader)
    {
        var outcome = Outcome.Read(ref reader);
        var parts = new StagedInfo[WireLimits.Nodes];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = StagedInfo.Read(ref reader);
        return new StagedReply(outcome, parts);
    }
}

/// <summary>What a node has of one part.</summary>
/// <param name="State">How much of it.</param>
/// <param name="Length">Bytes from the part's beginning; 0 for none.</param>
/// <param name="Checksum">The XxHash128 of those bytes; 0 for none.</param>
public readonly record struct StagedInfo(StagedState State, long Length, UInt128 Checksum)
{
    /// <summary>How many fields it takes in a message.</summary>
    internal const int Fields = 3;

    internal void Write(ref FieldWriter writer)
    {
        writer.Int((int)State);
        writer.Long(Length);
        writer.Checksum(Checksum);
    }

    internal static StagedInfo Read(ref FieldReader reader) =>
        new((StagedState)reader.Int(0, (int)StagedState.Committed), reader.Long(0, long.MaxValue), reader.Checksum());
}

/// <summary>How much a node has of a part. Numbers are never reused.</summary>
public enum StagedState
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>What came before its sender was lost.</summary>
    Partial = 1,

    /// <summary>All of it, synced.</summary>
    Whole = 2,

    /// <summary>The content is committed here: its write is over.</summary>
    Committed = 3,
}
