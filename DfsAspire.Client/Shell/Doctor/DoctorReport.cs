namespace DfsAspire.Client.Shell.Doctor;

/// <summary>How grave a finding is.</summary>
internal enum FindingLevel
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Works, and should be looked at.</summary>
    Warning,

    /// <summary>Does not work.</summary>
    Bad,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Level">How grave it is.</param>
/// <param name="What">What was found, in plain words.</param>
/// <param name="Remedy">What to do about it; null when nothing needs to be done.</param>
internal sealed record Finding(FindingLevel Level, string What, string? Remedy);

/// <summary>All that was looked at, in order.</summary>
internal sealed record DoctorReport(IReadOnlyList<Finding> Findings, int ExitCode)
{
    /// <summary>True when nothing is bad.</summary>
    public bool IsWell => Findings.All(finding => finding.Level != FindingLevel.Bad);
}
