using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>How a node is, as numbers.</summary>
public sealed record NodeStatus
{
    internal const int Fields = 12;

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
    };

    private static long Number(ref FieldReader reader) => reader.Long(0, long.MaxValue);
}
