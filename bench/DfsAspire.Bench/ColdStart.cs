namespace DfsAspire.Bench;

/// <summary>The command line from its start to its end: nothing but help, which asks no node, and a list, which logs in first.</summary>
internal static class ColdStart
{
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
                    times.Add((await Programs.RunDfsAsync(arguments, cancellationToken)).TotalMilliseconds);
                report.Add($"dfs {what}", times.Median(), "ms");
            }
        }
        finally
        {
            File.Delete(configuration);
        }

        await report.SaveAsync(cancellationToken);
    }
}
