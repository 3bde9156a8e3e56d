namespace DfsAspire.Simulation.Rules;

/// <summary>Rules of the store. Each can be broken on purpose, to see that a run notices.</summary>
internal enum Rule
{
    None,

    /// <summary>A write is acknowledged when three nodes have taken it.</summary>
    WriteQuorum,

    /// <summary>A reader returns a version only when three nodes hold it.</summary>
    ReadersFinish,

    /// <summary>A node takes a commit only with its parts.</summary>
    CommitsNeedParts,

    /// <summary>A write has one stamp, whatever becomes of it.</summary>
    OneStamp,

    /// <summary>A node answers after it has synced.</summary>
    SyncFirst,

    /// <summary>Parts of a node that is away are lent to the node opposite.</summary>
    Loans,

    /// <summary>Staged parts are dropped when all four nodes have closed their content.</summary>
    StagesByOneClock,

    /// <summary>A node that has lost its volume answers when it has copied the catalogs of two others.</summary>
    Forgetting,

    /// <summary>A node that starts answers when it has compared its volume with what two others remember of it.</summary>
    Comparing,

    /// <summary>A tombstone goes when all four nodes know that all have it.</summary>
    Tombstones,

    /// <summary>A MOVE deletes what it has read, and nothing newer.</summary>
    DirectlyAfter,

    /// <summary>Repair takes what its user signed.</summary>
    SignedOnly,
}
