namespace DfsAspire.Simulation.Load;

/// <summary>What the runs are about.</summary>
internal enum Situation
{
    /// <summary>Whatever a seed draws.</summary>
    Ordinary,

    /// <summary>What is not needed is forgotten after little more than a minute, and nodes stay away for longer than that.</summary>
    ShortMemory,

    /// <summary>Earlier versions are restored, also those that nodes are about to let go of, early where their disks are said to be full.</summary>
    Versions,

    /// <summary>A node loses its volume while the nodes that could tell it what it has forgotten are away.</summary>
    LostVolume,

    /// <summary>A node comes back with a copy of its volume from before others deleted, and forgot that they had.</summary>
    OldCopy,

    /// <summary>Files are so large that uploads go on where they were interrupted, and clients vanish in their middle.</summary>
    LargeFiles,

    /// <summary>One node tells the others of entries that nobody signed.</summary>
    Liar,
}
