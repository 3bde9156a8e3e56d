using DfsAspire.Client.Discovery;
using DfsAspire.Client.Shell.Configuration;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell;

/// <summary>What a failed command tells its caller: an exit code and one line for people.</summary>
public readonly record struct Failure(int ExitCode, string Message)
{
    /// <summary>The lines to show for an exception: its message, then the nodes that were away where the message does not name them.</summary>
    public static IEnumerable<string> LinesOf(Exception exception) =>
        [Of(exception).Message, .. (exception as DfsException)?.Faults.Select(fault => $"  {fault}") ?? []];

    /// <summary>Reads an exception as a failure.</summary>
    public static Failure Of(Exception exception) => exception switch
    {
        DfsException { Fault: DfsFault.WrongCredentials or DfsFault.QuorumRefused } refused => new(Shell.ExitCode.Refused, refused.Message),
        DfsException failed => new(Shell.ExitCode.Failed, failed.Message),
        ConfigurationException or UsageException or InvalidPathException or NodeDiscoveryException => new(Shell.ExitCode.WrongUse, exception.Message),
        TransferInterruptedException interrupted => new(Shell.ExitCode.Failed, interrupted.Message),
        OperationCanceledException => new(Shell.ExitCode.Failed, "Cancelled."),
        IOException or UnauthorizedAccessException => new(Shell.ExitCode.Failed, exception.Message),
        _ => new(Shell.ExitCode.Failed, $"An error that dfs did not expect, please report it: {exception.GetType().Name}: {exception.Message}"),
    };
}
