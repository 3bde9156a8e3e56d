using System.Diagnostics;
using System.Text.Json;
using Aspire.StandIn.Guard;
using Xunit;

namespace DfsAspire.StandIn.Tests;

/// <summary>The guard alone, spoken to over its pipe.</summary>
public sealed class GuardTests
{
    [Fact]
    public async Task A_program_that_ignores_the_request_to_end_is_killed()
    {
        Built.NeedsStandInOnLinux();
        using var guard = Start();
        await OrderAsync(guard, Shell("trap '' TERM; echo ready; while :; do read -t 60 line; sleep 1; done"));
        var stubborn = (await ReportAsync(guard, ReportKind.Started)).Number;
        await ReportAsync(guard, ReportKind.Output);

        guard.StandardInput.Close();
        await guard.WaitForExitAsync(Built.Deadline);
        await Processes.GoneAsync(stubborn, Built.Deadline);
    }

    [Fact]
    public async Task A_program_is_asked_before_it_is_killed_and_its_last_words_are_heard()
    {
        Built.NeedsStandInOnLinux();
        using var guard = Start();
        await OrderAsync(guard, Shell("trap 'echo goodbye; exit 7' TERM; echo ready; while :; do sleep 0.1; done"));
        Assert.Equal("ready", (await ReportAsync(guard, ReportKind.Output)).Text);

        await OrderAsync(guard, new GuardOrder(OrderKind.Stop, "one") { GraceMilliseconds = 60_000 });
        Assert.Equal("goodbye", (await ReportAsync(guard, ReportKind.Output)).Text);
        Assert.Equal(7, (await ReportAsync(guard, ReportKind.Exited)).Number);
        guard.StandardInput.Close();
        await guard.WaitForExitAsync(Built.Deadline);
    }

    [Fact]
    public async Task A_program_that_cannot_be_started_is_reported_by_name()
    {
        using var guard = Start();
        await OrderAsync(guard, new GuardOrder(OrderKind.Start, "one") { File = "no-such-program", Directory = Path.GetTempPath() });
        Assert.Contains("no-such-program", (await ReportAsync(guard, ReportKind.Failed)).Text, StringComparison.Ordinal);
        guard.StandardInput.Close();
        await guard.WaitForExitAsync(Built.Deadline);
    }

    private static Process Start() => Process.Start(new ProcessStartInfo("dotnet", ["exec", Built.Guard])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    private static GuardOrder Shell(string script) => new(OrderKind.Start, "one")
    {
        File = "/bin/bash",
        Arguments = ["-c", script],
        Directory = Path.GetTempPath(),
        Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
    };

    private static async Task OrderAsync(Process guard, GuardOrder order)
    {
        await guard.StandardInput.WriteLineAsync(JsonSerializer.Serialize(order, GuardJson.Default.GuardOrder));
        await guard.StandardInput.FlushAsync();
    }

    private static async Task<GuardReport> ReportAsync(Process guard, ReportKind kind)
    {
        while (await guard.StandardOutput.ReadLineAsync(Built.Deadline) is { } line)
        {
            var report = JsonSerializer.Deserialize(line, GuardJson.Default.GuardReport)!;
            if (report.Kind == kind)
                return report;
        }
        throw new InvalidOperationException($"The guard ended without a report of the kind {kind}.");
    }
}
