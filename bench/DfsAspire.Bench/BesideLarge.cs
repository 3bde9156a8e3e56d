using System.Diagnostics;
using System.Security.Cryptography;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Lines;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Bench;

/// <summary>How long a GET of 4 KiB takes while nothing else goes on, and beside four PUTs of a large file: whether large transfers starve small ones.</summary>
internal static class BesideLarge
{
    private const int SmallBytes = 4096;
    private const int Writers = 4;

    private static readonly StorePath Small = StorePath.Parse("small");

    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellationToken)
    {
        var input = Path.Combine(options.Directory, $"dfs-bench-large-{Environment.ProcessId}");
        await LargeFiles.FillAsync(input, (long)options.MegaBytes << 20, cancellationToken);
        try
        {
            foreach (var tls in options.Lines)
                await RunAsync(report, options, tls, input, cancellationToken);
        }
        finally
        {
            File.Delete(input);
        }
    }

    private static async Task RunAsync(Report report, BenchOptions options, TlsPolicy tls, string input, CancellationToken cancellationToken)
    {
        using var cluster = await BenchCluster.StartAsync(options.Directory, tls, cancellationToken);
        await using var reader = await DfsClient.ConnectAsync(cluster.Options, cancellationToken);
        await using var writer = await DfsClient.ConnectAsync(cluster.Options, cancellationToken);
        using var small = new MemoryStream(RandomNumberGenerator.GetBytes(SmallBytes), writable: false);
        await reader.PutAsync(Small, small, null, cancellationToken);
        // What is compiled while it is measured costs more than what is measured.
        await GetUntilAsync(reader, () => TimeSpan.FromSeconds(options.Seconds), cancellationToken);

        var (alone, beside) = (new List<double>(), new List<double>());
        for (var round = 0; round < options.Rounds; round++)
        {
            alone.AddRange(await GetUntilAsync(reader, () => TimeSpan.FromSeconds(options.Seconds), cancellationToken));
            var puts = Task.WhenAll(Enumerable.Range(0, Writers).Select(number =>
                writer.PutFileAsync(StorePath.Parse(FormattableString.Invariant($"large/{number}")), input, progress: null, cancellationToken)));
            beside.AddRange(await GetUntilAsync(reader, () => puts.IsCompleted ? TimeSpan.Zero : TimeSpan.MaxValue, cancellationToken));
            await puts;
        }

        var name = BenchOptions.NameOf(tls);
        report.Add($"GET 4 KiB alone, half within, {name}", alone.Percentile(50), "ms");
        report.Add("  99 of 100 within", alone.Percentile(99), "ms");
        report.Add($"beside {Writers} PUTs, half within, {name}", beside.Percentile(50), "ms", beside.Percentile(50) / alone.Percentile(50), "alone");
        report.Add("  99 of 100 within", beside.Percentile(99), "ms", beside.Percentile(99) / alone.Percentile(99), "alone");
    }

    private static async Task<List<double>> GetUntilAsync(DfsClient client, Func<TimeSpan> time, CancellationToken cancellationToken)
    {
        var latencies = new List<double>();
        var window = Stopwatch.StartNew();
        while (window.Elapsed < time())
        {
            var started = Stopwatch.GetTimestamp();
            await client.GetAsync(Small, Stream.Null, null, cancellationToken);
            latencies.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return latencies;
    }
}
