using System.Diagnostics;
using System.Security.Cryptography;
using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Bench;

/// <summary>
/// The command line from its start to its end: its version, which asks no node, and a list, which logs in first. The key that a log-in derives from the password takes its time
/// whatever the program does, and is measured beside.
/// </summary>
internal static class ColdStart
{
    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellationToken)
    {
        using var cluster = await BenchCluster.StartAsync(options.Directory, options.Lines[^1], cancellationToken);
        var configuration = Path.Combine(options.Directory, $"dfs-bench-{Environment.ProcessId}.conf");
        await cluster.WriteConfigurationAsync(configuration, cancellationToken);
        try
        {
            foreach (var (what, arguments) in ((string, string[])[])[("--version", ["--version"]), ("list", ["list", "--config", configuration])])
            {
                List<double> times = [];
                for (var round = 0; round < 3 * options.Rounds; round++)
                    times.Add((await RunAsync(options.Dfs, arguments, cancellationToken)).TotalMilliseconds);
                report.Add($"dfs {what}", times.Median(), "ms");
            }

            report.Add("  of that, deriving the key", Enumerable.Range(0, 3 * options.Rounds).Select(_ => Derivation()).Median(), "ms");
        }
        finally
        {
            File.Delete(configuration);
        }
    }

    private static Task<TimeSpan> RunAsync(string? published, string[] arguments, CancellationToken cancellationToken) =>
        published is null ? Programs.RunDfsAsync(arguments, cancellationToken) : Programs.RunAsync(published, arguments, cancellationToken);

    private static double Derivation()
    {
        var started = Stopwatch.GetTimestamp();
        Rfc2898DeriveBytes.Pbkdf2("a password"u8, new byte[16], PasswordDerivation.MinRounds, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
