using DfsAspire.Protocol.Names;

namespace DfsAspire.Protocol.Entries;

/// <summary>What a path holds since a stamp: a file's version, a folder or a tombstone.</summary>
public sealed record Entry
{
    /// <summary>The placement and sealing described in docs/architecture.md, the only layout so far.</summary>
    public const int FourLanes = 1;

    /// <summary>Whose root the path lies under.</summary>
    public required string User { get; init; }

    /// <summary>Where the entry lies; never the root.</summary>
    public required StorePath Path { get; init; }

    /// <summary>What it is.</summary>
    public required EntryKind Kind { get; init; }

    /// <summary>When it was written, among all writes of this path.</summary>
    public required Stamp Stamp { get; init; }

    /// <summary>When it was written, for people: milliseconds since 1970 UTC by the writer's clock.</summary>
    public required long WrittenAt { get; init; }

    /// <summary>The content that a file's version names; none for folders and tombstones.</summary>
    public ContentId Content { get; init; }

    /// <summary>Bytes of the file. Of one that was filled up nodes see <see cref="ContentLength"/> here.</summary>
    public long Length { get; init; }

    /// <summary>Zeros behind the file, so that its length says less to nodes; known to those alone who have the file's length.</summary>
    public long Padding { get; init; }

    /// <summary>Plaintext bytes of the content: those of the file, and the padding.</summary>
    public long ContentLength => Length + Padding;

    /// <summary>The length of the file, encrypted for the user, when the user has files filled up; empty otherwise. At most <see cref="WireLimits.HiddenLengthBytes"/>.</summary>
    public ReadOnlyMemory<byte> HiddenLength { get; init; }

    /// <summary>x, 0 to 3: which node holds which parts.</summary>
    public int Placement { get; init; }

    /// <summary>How the content is broken into parts; <see cref="FourLanes"/> for files, 0 otherwise.</summary>
    public int Layout { get; init; }

    /// <summary>Length and checksum of parts 1 to 4, in that order; empty for folders and tombstones.</summary>
    public IReadOnlyList<PartInfo> Parts { get; init; } = [];
}
