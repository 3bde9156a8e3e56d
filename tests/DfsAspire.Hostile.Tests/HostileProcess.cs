using System.Diagnostics;
using System.Reflection;

namespace DfsAspire.Hostile.Tests;

/// <summary>Runs the plays in a process of their own, whose thread pool has one thread.</summary>
internal static class HostileProcess
{
    private static readonly string Program = typeof(HostileProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "Hostile").Value!;

    /// <summary>Plays all whose names contain the words; fails with all that the plays said.</summary>
    public static async Task PlayAsync(string words)
    {
        var cancel = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", Program, words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancel);
            var errors = process.StandardError.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            Assert.True(process.ExitCode == 0, await output + await errors);
        }
        finally
        {
            process.Kill();
        }
    }
}
