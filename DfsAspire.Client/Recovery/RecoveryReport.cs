using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Recovery;

/// <summary>What became of one path.</summary>
public enum RecoveryOutcome
{
    /// <summary>The file's newest version was written.</summary>
    Restored,

    /// <summary>An older version was written, because the newest cannot be gathered whole.</summary>
    RestoredOlder,

    /// <summary>The folder is there.</summary>
    Folder,

    /// <summary>The path was deleted, and was left out.</summary>
    Deleted,

    /// <summary>Nothing was written.</summary>
    Failed,
}

/// <summary>One path that was found on the volumes.</summary>
/// <param name="Path">The path in the store.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Bytes">Plaintext bytes written.</param>
/// <param name="WrittenAt">When what was restored had been written, by its writer's clock; null when nothing was.</param>
/// <param name="Reason">Why it, or its newest version, was not restored; null when it was.</param>
public sealed record RecoveredPath(StorePath Path, RecoveryOutcome Outcome, long Bytes = 0, DateTimeOffset? WrittenAt = null, string? Reason = null)
{
    /// <summary>False when something of it that should be there could not be restored.</summary>
    public bool IsGood => Outcome is not (RecoveryOutcome.Failed or RecoveryOutcome.RestoredOlder);
}

/// <summary>What a recovery restored, and what not.</summary>
/// <param name="Paths">Everything of the user's that was found, in order of the paths.</param>
/// <param name="Notes">What was wrong with the volumes on the way: damaged copies, catalogs that cannot be read.</param>
public sealed record RecoveryReport(IReadOnlyList<RecoveredPath> Paths, IReadOnlyList<string> Notes)
{
    /// <summary>True when everything that was found was restored.</summary>
    public bool IsWhole => Paths.All(path => path.IsGood);
}
