using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

/// <summary>What is said of the dashboard in the AppHost's log.</summary>
internal static partial class DashboardLog
{
    [LoggerMessage(21, LogLevel.Information, "Dashboard: {Url}")]
    public static partial void IsUp(ILogger log, string url);

    [LoggerMessage(22, LogLevel.Warning, "No dashboard: {Reason} The application runs all the same.")]
    public static partial void IsMissing(ILogger log, string reason);

    [LoggerMessage(23, LogLevel.Information, "Fetching Aspire's dashboard from npm, once (about 130 MB, to {Directory}); the application starts meanwhile.")]
    public static partial void IsFetched(ILogger log, string directory);

    [LoggerMessage(24, LogLevel.Debug, "Telemetry could not be handed to the dashboard: {Reason}")]
    public static partial void TelemetryLost(ILogger log, string reason);

    [LoggerMessage(25, LogLevel.Debug, "dashboard: {Line}")]
    public static partial void Wrote(ILogger log, string line);
}
