namespace DfsAspire.Protocol.Entries;

/// <summary>What a path holds. Stored and sent: numbers are never reused.</summary>
public enum EntryKind : byte
{
    /// <summary>Nothing was ever written at the path; never stored.</summary>
    None = 0,

    /// <summary>A version: an entry that names a content.</summary>
    File = 1,

    /// <summary>A folder.</summary>
    Folder = 2,

    /// <summary>The path was deleted at this stamp.</summary>
    Tombstone = 3,
}
