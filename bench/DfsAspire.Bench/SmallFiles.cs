using DfsAspire.Client.Store;

namespace DfsAspire.Bench;

/// <summary>Files of 4 KiB, from one caller and from eight, each for a window of time.</summary>
internal static class SmallFiles
{
    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellationToken)
    {
        foreach (var tls in options.Lines)
        {
            using var cluster = await BenchCluster.StartAsync(options.Directory, tls, cancellationToken);
            await using var client = await DfsClient.ConnectAsync(cluster.Options, cancellationToken);
            var calls = await SmallCalls.PrepareAsync(cluster, client, options.Window, cancellationToken);
            foreach (var callers in (int[])[1, 8])
            {
                Add(report, $"PUT 4 KiB, {callers} callers, {BenchOptions.NameOf(tls)}", await calls.PutAsync(callers));
                Add(report, $"GET 4 KiB, {callers} callers, {BenchOptions.NameOf(tls)}", await calls.GetAsync(callers));
            }
        }
    }

    private static void Add(Report report, string what, Window window)
    {
        report.Add(what, window.Rate, "calls/s");
        report.Add("  half within", window.Latencies.Percentile(50), "ms");
        report.Add("  99 of 100 within", window.Latencies.Percentile(99), "ms");
        report.Add("  processor, client", window.Cost.ClientProcessor * 1e6 / window.Latencies.Length, "us/call");
        report.Add("  processor, four nodes", window.Cost.NodeProcessor * 1e6 / window.Latencies.Length, "us/call");
        report.Add("  allocated, client", (double)window.Cost.Allocated / window.Latencies.Length / 1024, "KiB/call");
    }
}
