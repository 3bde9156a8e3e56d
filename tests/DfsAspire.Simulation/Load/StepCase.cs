namespace DfsAspire.Simulation.Load;

/// <summary>What is done when the power goes out.</summary>
internal enum StepWork
{
    Put,
    Overwrite,
    Delete,

    /// <summary>A large file is sent whose upload was interrupted before.</summary>
    Resume,
    Copy,
    Move,

    /// <summary>A client replaces its user's master key.</summary>
    Rotate,

    /// <summary>A node that missed writes, has lost and damaged parts, and holds a loan, becomes whole again; its disk fails.</summary>
    Repair,

    /// <summary>The same; the disk fails that has parts on loan for it.</summary>
    HandBack,

    /// <summary>A node with an empty volume is filled again; its disk fails.</summary>
    Refill,

    /// <summary>A node that has its part files and no catalog becomes whole again; its disk fails.</summary>
    Reclaim,

    /// <summary>The same while it has the loans of a node that is away, which then comes back and finds its parts nowhere else; the borrower's disk fails.</summary>
    KeepLoans,
}

/// <summary>Which work, and where and when the power goes out; step 0 for not at all.</summary>
internal sealed record StepCase(StepWork Work, int Node, long Step, bool Everybody)
{
    /// <summary>What clients do, with small files.</summary>
    public static IReadOnlyList<StepWork> Writes { get; } = [StepWork.Put, StepWork.Overwrite, StepWork.Delete, StepWork.Copy, StepWork.Move, StepWork.Rotate];

    /// <summary>What nodes do by themselves.</summary>
    public static IReadOnlyList<StepWork> Healing { get; } = [StepWork.Repair, StepWork.HandBack, StepWork.Refill, StepWork.Reclaim, StepWork.KeepLoans];
}

/// <summary>A run of one work.</summary>
internal interface IStepPlay : IPlay
{
    /// <summary>How many steps the node's disk took for the work, when nothing went wrong.</summary>
    long Steps { get; }
}
