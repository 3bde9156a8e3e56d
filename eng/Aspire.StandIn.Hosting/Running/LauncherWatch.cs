using System.Globalization;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Running;

/// <summary>
/// Ends the AppHost when the <c>dotnet run</c> that started it was killed: whoever kills that means the store, and would
/// otherwise leave it running with nobody to talk to. Looks under /proc, so it does nothing elsewhere than on Linux.
/// </summary>
internal sealed class LauncherWatch(IHostApplicationLifetime lifetime) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var launcher = Parent();
        if (launcher is null || !IsDotnetRun(launcher.Value))
            return;
        using var timer = new PeriodicTimer(Pace);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (Parent() == launcher)
                continue;
            lifetime.StopApplication();
            return;
        }
    }

    private static bool IsDotnetRun(int process)
    {
        var words = Read($"/proc/{process}/cmdline")?.Split('\0') ?? [];
        return words.Length > 1 && Path.GetFileName(words[0]) == "dotnet" && words.Contains("run");
    }

    private static int? Parent() => Read("/proc/self/stat") is { } stat
        && int.TryParse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture, out var parent) ? parent : null;

    private static string? Read(string file)
    {
        try
        {
            return File.Exists(file) ? File.ReadAllText(file) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
