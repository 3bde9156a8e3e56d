using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Running;

/// <summary>Everything the stand-in says in the AppHost's log.</summary>
internal static partial class RunningLog
{
    [LoggerMessage(1, LogLevel.Information, "Aspire stand-in (eng/; the NuGet feed has no Aspire packages). {Whereabouts}")]
    public static partial void Begins(ILogger log, string whereabouts);

    [LoggerMessage(2, LogLevel.Information, "{Resource}: {State}")]
    public static partial void IsNow(ILogger log, string resource, string state);

    [LoggerMessage(3, LogLevel.Error, "{Resource} cannot start: {Reason}")]
    public static partial void CannotStart(ILogger log, string resource, string reason);

    [LoggerMessage(4, LogLevel.Critical, "The guard process ended (exit code {ExitCode}) and took every resource with it; stopping.")]
    public static partial void GuardLost(ILogger log, int exitCode);

    [LoggerMessage(6, LogLevel.Error, "{Resource}: ended by itself with exit code {ExitCode}: {Reason}")]
    public static partial void EndedByItself(ILogger log, string resource, int exitCode, string reason);

    [LoggerMessage(EventId = 5, Message = "{Line}")]
    public static partial void ResourceWrote(ILogger log, LogLevel level, string line);
}
