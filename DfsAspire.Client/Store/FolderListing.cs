using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Store;

/// <summary>What lies directly in a folder, as all reachable nodes together know it.</summary>
public sealed record FolderListing
{
    /// <summary>The folder listed.</summary>
    public required StorePath Folder { get; init; }

    /// <summary>Files and folders, in ordinal order of their names.</summary>
    public required IReadOnlyList<ListedEntry> Entries { get; init; }

    /// <summary>True when fewer than two nodes answered, so that the listing may be old.</summary>
    public bool MayBeOld { get; init; }

    /// <summary>Nodes that did not answer.</summary>
    public IReadOnlyList<NodeFault> Faults { get; init; } = [];
}

/// <summary>One file or folder of a listing.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="IsFolder">A folder, not a file.</param>
/// <param name="Length">Bytes of a file.</param>
/// <param name="WrittenAt">When it was written, by its writer's clock.</param>
/// <param name="IsComplete">All four parts are held whole by nodes that answered. Always true for a folder.</param>
public sealed record ListedEntry(StorePath Path, bool IsFolder, long Length, DateTimeOffset WrittenAt, bool IsComplete)
{
    /// <summary>
    /// How many more nodes may be lost, whichever they are, before a part of the file is; 0 when the next loss may lose it, −1 when one is
    /// missing already. Nodes that did not answer count as lost. Null for a folder.
    /// </summary>
    public int? Survives { get; init; }

    /// <summary>
    /// The names of the nodes that hold each part whole, as far as they answered: index 0 is part 1. Null for a folder, and in listings, which count only.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<string>>? Holders { get; init; }

    /// <summary>Bytes that fill a file up, so that its size says less to nodes. A quota counts them.</summary>
    public long Padding { get; init; }

    /// <summary>Which version of the path it is.</summary>
    public Stamp Stamp { get; init; }

    /// <summary>The placement of a file's parts, 0 to 3 (docs/architecture.md, "Placement").</summary>
    public int Placement { get; init; }

    /// <summary>The content of a file: another one with every PUT. None for a folder.</summary>
    public ContentId Content { get; init; }
}
