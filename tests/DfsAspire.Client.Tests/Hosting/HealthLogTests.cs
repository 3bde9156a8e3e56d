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

    [Theory]
    [InlineData("cannot write to the volume", "No space left\n on the device.", "Unhealthy. cannot write to the volume (No space left on the device)")]
    [InlineData("node 1: Connection refused, again", "Connection refused.", "Unhealthy. node 1: Connection refused, again")]
    [InlineData(null, "Connection refused", "Unhealthy. Connection refused")]
    [InlineData("Connection refused", "Connection refused", "Unhealthy. Connection refused")]
    public async Task A_check_that_failed_with_an_exception_says_its_message_in_the_same_line(string? description, string message, string expected)
    {
        var lines = new Lines();
        var entries = new Dictionary<string, HealthReportEntry> { ["store"] = new(HealthStatus.Unhealthy, description, TimeSpan.Zero, new IOException(message), null) };

        await new HealthLog(lines).PublishAsync(new HealthReport(entries, TimeSpan.Zero), TestContext.Current.CancellationToken);

        Assert.Equal([(LogLevel.Error, expected)], lines.Written);
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
