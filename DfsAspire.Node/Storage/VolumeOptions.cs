using DfsAspire.Node.Storage.Catalog;

namespace DfsAspire.Node.Storage;

/// <summary>Where a node's volume lies and how much it takes.</summary>
public sealed record VolumeOptions
{
    /// <summary>The volume's directory; made when it does not exist.</summary>
    public required string Directory { get; init; }

    /// <summary>The node's number, 1 to 4.</summary>
    public required int Node { get; init; }

    /// <summary>The most bytes that may be staged and not yet committed at one time; more are answered with Busy.</summary>
    public long MaxStagedBytes { get; init; } = 64L << 30;

    /// <summary>The most bytes that one user may have staged and not yet committed at one time.</summary>
    public long MaxStagedBytesPerUser { get; init; } = 48L << 30;

    /// <summary>How long the beginning of a part is kept for its sender to go on with.</summary>
    public TimeSpan PartialRetention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a content is kept that no path names any more.</summary>
    public TimeSpan ReplacedLife { get; init; } = TimeSpan.FromDays(7);

    /// <summary>
    /// How long before it may go a content is not shown any more; longer than a ticket lasts, so that nothing is let go of that somebody was
    /// shown and may name again.
    /// </summary>
    public TimeSpan ReplacedNotice { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Bytes of the file system that staging leaves free, for the catalog to go on working; less is answered with OutOfSpace.</summary>
    public long ReservedFreeBytes { get; init; } = 64L << 20;

    /// <summary>Where the catalog is written: on a thread of its own, because SQLite blocks.</summary>
    internal Func<IWorkLine> OpenCatalogLine { get; init; } = static () => new OwnThread("catalog writer");

    /// <summary>True after the disk failed or the catalog was found damaged: every index is held against its table before it is used again.</summary>
    public bool IsSuspect { get; init; }

    /// <summary>
    /// How often this process had opened the volume before. Sessions may still be at work with a store that was closed: the files that it receives must
    /// not share their names with those of the next one.
    /// </summary>
    public int Opening { get; init; }
}
