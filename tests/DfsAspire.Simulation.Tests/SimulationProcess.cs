using System.Diagnostics;
using System.Reflection;

namespace DfsAspire.Simulation.Tests;

/// <summary>Runs the simulation as a program of its own.</summary>
internal static class SimulationProcess
{
    private static readonly string Program = typeof(SimulationProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "Simulation").Value!;

    /// <summary>Answers its exit code (0: no promise was broken, 1: some were) and all that it said.</summary>
    public static async Task<(int Code, string Said)> RunAsync(string arguments)
    {
        var cancel = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", $"exec \"{Program}\" {arguments}")
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
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            process.Kill();
        }
    }
}
