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
            .Where(entry => entry.Value.Status == report.Status)
            .Select(entry => ReasonOf(entry.Value))
            .OfType<string>());
        var now = $"{report.Status} {reasons}";
        if (Interlocked.Exchange(ref _last, now) == now)
            return Task.CompletedTask;
        var level = LevelOf(report.Status);
        Changed(logger, level, report.Status, reasons);
        return Task.CompletedTask;
    }

    // A check that throws has its exception's message as the description; one that catches says its own words, with the message in them or not.
    private static string? ReasonOf(HealthReportEntry entry)
    {
        if (entry.Exception is not { } fault)
            return entry.Description;
        var message = string.Join(' ', fault.Message.Split((char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        if (entry.Description is not { } own || own == fault.Message)
            return message;
        message = message.TrimEnd('.');
        return own.Contains(message, StringComparison.Ordinal) ? own : $"{own} ({message})";
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
