using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace DfsAspire.ServiceDefaults;

/// <summary>
/// One line when the service's health changes, with the reasons. The framework's own lines are written again with every
/// question, and those come every few seconds, forever.
/// </summary>
internal sealed partial class HealthLog(ILogger<HealthLog> logger) : IHealthCheckPublisher
{
    private string? _last;

    /// <inheritdoc/>
    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        var reasons = string.Join(" ", report.Entries
            .Where(entry => entry.Value.Status == report.Status && entry.Value.Description is not null)
            .Select(entry => entry.Value.Description));
        var now = $"{report.Status} {reasons}";
        if (Interlocked.Exchange(ref _last, now) == now)
            return Task.CompletedTask;
        var level = LevelOf(report.Status);
        Changed(logger, level, report.Status, reasons);
        return Task.CompletedTask;
    }

    private static LogLevel LevelOf(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => LogLevel.Information,
        HealthStatus.Degraded => LogLevel.Warning,
        _ => LogLevel.Error,
    };

    [LoggerMessage(EventId = 1000, Message = "{Status}. {Reasons}")]
    private static partial void Changed(ILogger logger, LogLevel level, HealthStatus status, string reasons);
}
