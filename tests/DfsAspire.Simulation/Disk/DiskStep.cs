namespace DfsAspire.Simulation.Disk;

/// <summary>What changes a disk, or makes a change durable.</summary>
internal enum DiskStep
{
    Write,
    SetLength,
    Sync,
    Create,
    Rename,
    Delete,
    MakeDirectory,
    RemoveDirectory,
    SyncDirectory,
}

/// <summary>What goes wrong with a step.</summary>
internal enum Mishap
{
    None,

    /// <summary>The disk is full; some of the bytes may have been written.</summary>
    NoSpace,

    /// <summary>The disk fails; some of the bytes may have been written, and a failed sync is never made good.</summary>
    Failure,
}
