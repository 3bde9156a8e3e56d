using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Store;

/// <summary>One version of a path: what it holds now, or held before. Nodes keep what was replaced or deleted for a set time.</summary>
public sealed record FileVersion
{
    internal FileVersion(SignedEntry signed) => Signed = signed;

    /// <summary>The path whose version it is.</summary>
    public StorePath Path => Signed.Entry.Path;

    /// <summary>Names the version among all of its path: 32 hexadecimal digits.</summary>
    public string Id => Stamp.Writer.ToString("N");

    /// <summary>When it was written, in the order of the path's versions.</summary>
    public Stamp Stamp => Signed.Entry.Stamp;

    /// <summary>A folder, not a file.</summary>
    public bool IsFolder => Signed.Entry.Kind == EntryKind.Folder;

    /// <summary>Plaintext bytes of a file.</summary>
    public long Length => Signed.Entry.Length;

    /// <summary>The content of a file; none for a folder.</summary>
    public ContentId Content => Signed.Entry.Content;

    /// <summary>When it was written, by its writer's clock.</summary>
    public DateTimeOffset WrittenAt { get; init; }

    /// <summary>True for what the path holds now.</summary>
    public bool IsCurrent { get; init; }

    /// <summary>When it was replaced or deleted, by the clock of the first node that took what came after it; null for what the path holds now, and where no node can say.</summary>
    public DateTimeOffset? ReplacedAt { get; init; }

    /// <summary>Until when it can be restored, by the nodes' clocks, unless one of them is away meanwhile; null for what the path holds now, and where no node can say.</summary>
    public DateTimeOffset? KeptUntil { get; init; }

    /// <summary>True when it was moved away from here, not deleted or overwritten.</summary>
    public bool IsMoved { get; init; }

    /// <summary>All four parts are held whole by nodes that answered. Always true for a folder.</summary>
    public bool IsComplete { get; init; }

    /// <summary>
    /// How many more nodes may be lost, whichever they are, before a part of it is; −1 when one is missing already. Nodes that did not answer count
    /// as lost. Null for a folder.
    /// </summary>
    public int? Survives { get; init; }

    internal SignedEntry Signed { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Path} {Id}";
}

/// <summary>The versions of one path, as all reachable nodes together know them.</summary>
public sealed record VersionListing
{
    /// <summary>The path.</summary>
    public required StorePath Path { get; init; }

    /// <summary>The versions, the newest first; what the path holds now, if it holds a file, is the first of them.</summary>
    public required IReadOnlyList<FileVersion> Versions { get; init; }

    /// <summary>True when fewer than two nodes answered, so that what the path holds now may be missing.</summary>
    public bool MayBeOld { get; init; }

    /// <summary>Nodes that did not answer.</summary>
    public IReadOnlyList<NodeFault> Faults { get; init; } = [];

    /// <summary>The newest version that the path does not hold any more, and that can be had; null when there is none.</summary>
    public FileVersion? Previous => Versions.FirstOrDefault(version => !version.IsCurrent && version.IsComplete);

    /// <summary>The version whose id begins with these digits.</summary>
    /// <param name="id">An id or its beginning.</param>
    /// <exception cref="DfsException"><see cref="DfsFault.NotFound"/> when there is none, <see cref="DfsFault.Conflict"/> when there are several.</exception>
    public FileVersion Find(string id)
    {
        var found = Versions.Where(version => id.Length > 0 && version.Id.StartsWith(id, StringComparison.OrdinalIgnoreCase)).ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => throw new DfsException(DfsFault.NotFound, $"'{Path}' has no version '{id}' any more.") { Faults = Faults },
            _ => throw new DfsException(DfsFault.Conflict, $"'{Path}' has {found.Count} versions that begin with '{id}'. Name more digits."),
        };
    }
}

/// <summary>What was deleted from a folder and is still kept.</summary>
public sealed record DeletedListing
{
    /// <summary>The folder, which may be deleted itself.</summary>
    public required StorePath Folder { get; init; }

    /// <summary>The last version of each name that holds nothing now, in ordinal order of the names.</summary>
    public required IReadOnlyList<FileVersion> Entries { get; init; }

    /// <summary>True when fewer than two nodes answered, so that the listing may be old.</summary>
    public bool MayBeOld { get; init; }

    /// <summary>Nodes that did not answer.</summary>
    public IReadOnlyList<NodeFault> Faults { get; init; } = [];
}
