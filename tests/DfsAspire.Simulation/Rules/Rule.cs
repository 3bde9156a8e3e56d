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
}
