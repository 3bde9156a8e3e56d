using System.Diagnostics;
using System.Reflection;

namespace DfsAspire.Bench;

/// <summary>The command line from its start to its end: nothing but help, which asks no node, and a list, which logs in first.</summary>
internal static class ColdStart
{
    private static readonly string Program = typeof(ColdStart).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "ClientProgram").Value!;

    public static async Task RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var report = new Report(options);
        using var cluster = await BenchCluster.StartAsync(options.Directory, options.Lines[^1], cancellationToken);
        var configuration = Path.Combine(options.Directory, $"dfs-bench-{Environment.ProcessId}.conf");
        await cluster.WriteConfigurationAsync(configuration, cancellationToken);
        try
        {
            foreach (var (what, arguments) in ((string, string[])[])[("--version", ["--version"]), ("list", ["list", "--config", configuration])])
            {
                List<double> times = [];
                for (var round = 0; round < 3 * options.Rounds; round++)
                    times.Add(await RunOnceAsync(arguments, cancellationToken));
                report.Add($"dfs {what}", times.Median(), "ms");
            }
        }
        finally
        {
            File.Delete(configuration);
        }

        await report.SaveAsync(cancellationToken);
    }

    private static async Task<double> RunOnceAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", Program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
        await output;
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? watch.Elapsed.TotalMilliseconds
            : throw new InvalidOperationException($"dfs ended with {process.ExitCode}: {errors}");
    }
}
