using DfsAspire.ServiceDefaults;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace DfsAspire.Client.Tests.Hosting;

public sealed class HealthLogTests
{
    [Fact]
    public async Task Health_is_told_when_it_changes_and_not_each_time_it_is_asked()
    {
        var lines = new Lines();
        var log = new HealthLog(lines);

        foreach (var answering in (int[])[4, 4, 2, 2, 1, 4, 4])
            await log.PublishAsync(Report(answering), TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                (LogLevel.Information, "Healthy. 4 of 4 nodes answer"),
                (LogLevel.Warning, "Degraded. 2 of 4 nodes answer"),
                (LogLevel.Error, "Unhealthy. 1 of 4 nodes answer"),
                (LogLevel.Information, "Healthy. 4 of 4 nodes answer"),
            ],
            lines.Written);
    }

    private static HealthReport Report(int answering)
    {
        var status = answering > 2 ? HealthStatus.Healthy : answering == 2 ? HealthStatus.Degraded : HealthStatus.Unhealthy;
        var entries = new Dictionary<string, HealthReportEntry>
        {
            ["self"] = new(HealthStatus.Healthy, null, TimeSpan.Zero, null, null),
            ["store"] = new(status, $"{answering} of 4 nodes answer", TimeSpan.Zero, null, null),
        };
        return new HealthReport(entries, TimeSpan.Zero);
    }

    private sealed class Lines : ILogger<HealthLog>
    {
        public List<(LogLevel Level, string Text)> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Add((logLevel, formatter(state, exception)));
    }
}
