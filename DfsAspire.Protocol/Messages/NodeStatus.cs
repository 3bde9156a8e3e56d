using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>How a node is, as numbers.</summary>
public sealed record NodeStatus
{
    internal const int Fields = 21;

    /// <summary>Entries in the catalog, tombstones included.</summary>
    public long Entries { get; init; }

    /// <summary>Contents that an entry names.</summary>
    public long Contents { get; init; }

    /// <summary>Parts held whole.</summary>
    public long Parts { get; init; }

    /// <summary>Parts that the catalog asks for and the node lacks.</summary>
    public long PartsMissing { get; init; }

    /// <summary>Parts found damaged.</summary>
    public long PartsDamaged { get; init; }

    /// <summary>Parts held for a node that was away.</summary>
    public long PartsOnLoan { get; init; }

    /// <summary>Bytes of all parts held.</summary>
    public long PartBytes { get; init; }

    /// <summary>Bytes staged and not yet committed.</summary>
    public long StagedBytes { get; init; }

    /// <summary>Free bytes on the volume's file system.</summary>
    public long FreeBytes { get; init; }

    /// <summary>Open connections.</summary>
    public long Connections { get; init; }

    /// <summary>Milliseconds since the node started.</summary>
    public long UptimeMilliseconds { get; init; }

    /// <summary>Grows with every catalog transaction.</summary>
    public long CatalogSequence { get; init; }

    /// <summary>Parts brought back from other nodes since the node started.</summary>
    public long PartsRestored { get; init; }

    /// <summary>Parts brought back from one other node with the right checksum; they count so from then on.</summary>
    public long PartsUnconfirmed { get; init; }

    /// <summary>
    /// Every part held was re-read whole, or written, at this time or later: the oldest of these times, in milliseconds since 1970 UTC by
    /// the node's clock. It survives a restart. 0 when no part is held.
    /// </summary>
    public long CheckedSince { get; init; }

    /// <summary>Parts that the running scrub has re-read; 0 when none runs.</summary>
    public long ScrubPartsRead { get; init; }

    /// <summary>Parts that the running scrub re-reads in all; 0 when none runs.</summary>
    public long ScrubPartsDue { get; init; }

    /// <summary>Parts that no other node could give at the last attempt.</summary>
    public long PartsUnobtainable { get; init; }

    /// <summary>What the node may be asked.</summary>
    public NodeState State { get; init; }

    /// <summary>Why the node is not <see cref="NodeState.Ready"/>, for people; null when it is. Cut at <see cref="WireLimits.TextBytes"/>.</summary>
    public string? Why { get; init; }

    /// <summary>Files with a part's name that no row of the catalog names and that lay there still after the scrub's last look.</summary>
    public long StrayFiles { get; init; }

    internal void Write(ref FieldWriter writer)
    {
        writer.Long(Entries);
        writer.Long(Contents);
        writer.Long(Parts);
        writer.Long(PartsMissing);
        writer.Long(PartsDamaged);
        writer.Long(PartsOnLoan);
        writer.Long(PartBytes);
        writer.Long(StagedBytes);
        writer.Long(FreeBytes);
        writer.Long(Connections);
        writer.Long(UptimeMilliseconds);
        writer.Long(CatalogSequence);
        writer.Long(PartsRestored);
        writer.Long(PartsUnconfirmed);
        writer.Long(CheckedSince);
        writer.Long(ScrubPartsRead);
        writer.Long(ScrubPartsDue);
        writer.Long(PartsUnobtainable);
        writer.Int((int)State);
        writer.Text(Outcome.Cut(Why));
        writer.Long(StrayFiles);
    }

    internal static NodeStatus Read(ref FieldReader reader) => new()
    {
        Entries = Number(ref reader),
        Contents = Number(ref reader),
        Parts = Number(ref reader),
        PartsMissing = Number(ref reader),
        PartsDamaged = Number(ref reader),
        PartsOnLoan = Number(ref reader),
        PartBytes = Number(ref reader),
        StagedBytes = Number(ref reader),
        FreeBytes = Number(ref reader),
        Connections = Number(ref reader),
        UptimeMilliseconds = Number(ref reader),
        CatalogSequence = Number(ref reader),
        PartsRestored = LaterNumber(ref reader),
        PartsUnconfirmed = LaterNumber(ref reader),
        CheckedSince = LaterNumber(ref reader),
        ScrubPartsRead = LaterNumber(ref reader),
        ScrubPartsDue = LaterNumber(ref reader),
        PartsUnobtainable = LaterNumber(ref reader),
        State = reader.AtEnd ? NodeState.Unknown : (NodeState)reader.Int(0, ushort.MaxValue),
        Why = reader.AtEnd ? null : reader.Text(WireLimits.TextBytes),
        StrayFiles = LaterNumber(ref reader),
    };

    // Fields that a node of an older release does not send.
    private static long LaterNumber(ref FieldReader reader) => reader.AtEnd ? 0 : Number(ref reader);

    private static long Number(ref FieldReader reader) => reader.Long(0, long.MaxValue);
}
