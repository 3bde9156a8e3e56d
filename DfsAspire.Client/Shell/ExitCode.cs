namespace DfsAspire.Client.Shell;

/// <summary>How a command ended, as the process tells its caller. Scripts rely on the numbers.</summary>
public static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Failed, also when a file is incomplete.</summary>
    public const int Failed = 1;

    /// <summary>Wrong use, or a configuration that cannot be used; nothing was contacted.</summary>
    public const int WrongUse = 2;

    /// <summary>The password was refused, or too few nodes answer for a quorum.</summary>
    public const int Refused = 3;
}
