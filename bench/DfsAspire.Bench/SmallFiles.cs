using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Lines;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Bench;

/// <summary>Files of 4 KiB, from one caller and from eight, each for a window of time.</summary>
internal static class SmallFiles
{
    private const int Bytes = 4096;

    public static async Task RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var report = new Report(options);
        foreach (var tls in options.Lines)
        {
            using var cluster = await BenchCluster.StartAsync(options.Directory, tls, cancellationToken);
            await using var client = await DfsClient.ConnectAsync(cluster.Options, cancellationToken);
            // What is compiled while it is measured costs more than what is measured.
            await WindowAsync(cluster, options, 8, (caller, call) => PutAsync(client, $"warm{caller}", call, cancellationToken));
            await WindowAsync(cluster, options, 8, (caller, call) => client.GetAsync(PathOf($"warm{caller}", 0), Stream.Null, null, cancellationToken));
            foreach (var callers in (int[])[1, 8])
            {
                var name = tls == TlsPolicy.Required ? "TLS" : "plain";
                Add(report, $"PUT 4 KiB, {callers} callers, {name}", await WindowAsync(cluster, options, callers, (caller, call) => PutAsync(client, $"{callers}-{caller}", call, cancellationToken)));
                Add(report, $"GET 4 KiB, {callers} callers, {name}", await WindowAsync(cluster, options, callers, (caller, call) => client.GetAsync(PathOf($"warm{caller}", 0), Stream.Null, null, cancellationToken)));
            }
        }

        await report.SaveAsync(cancellationToken);
    }

    private static StorePath PathOf(string folder, int call) => StorePath.Parse($"small/{folder}/{call}");

    private static async Task PutAsync(DfsClient client, string folder, int call, CancellationToken cancellationToken)
    {
        using var input = new MemoryStream(RandomNumberGenerator.GetBytes(Bytes), writable: false);
        await client.PutAsync(PathOf(folder, call), input, null, cancellationToken);
    }

    private static async Task<(Cost Cost, double[] Latencies)> WindowAsync(BenchCluster cluster, BenchOptions options, int callers, Func<int, int, Task> call)
    {
        var latencies = new ConcurrentBag<double>();
        var cost = await Cost.OfAsync(cluster, () =>
        {
            var window = Stopwatch.StartNew();
            return Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
            {
                for (var calls = 0; window.Elapsed.TotalSeconds < options.Seconds; calls++)
                {
                    var started = Stopwatch.GetTimestamp();
                    await call(caller, calls);
                    latencies.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                }
            })));
        });
        return (cost, [.. latencies]);
    }

    private static void Add(Report report, string what, (Cost Cost, double[] Latencies) window)
    {
        var (cost, latencies) = window;
        report.Add(what, latencies.Length / cost.Seconds, "calls/s");
        report.Add("  half within", latencies.Percentile(50), "ms");
        report.Add("  99 of 100 within", latencies.Percentile(99), "ms");
        report.Add("  processor, client", cost.ClientProcessor * 1e6 / latencies.Length, "us/call");
        report.Add("  processor, four nodes", cost.NodeProcessor * 1e6 / latencies.Length, "us/call");
        report.Add("  allocated, client", (double)cost.Allocated / latencies.Length / 1024, "KiB/call");
    }
}
