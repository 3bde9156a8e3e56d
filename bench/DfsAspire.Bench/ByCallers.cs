using DfsAspire.Client.Store;

namespace DfsAspire.Bench;

/// <summary>Files of 4 KiB from more and more callers: how the rate grows, and what each waits.</summary>
internal static class ByCallers
{
    private static readonly int[] Callers = [1, 2, 4, 8, 16, 32];

    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellationToken)
    {
        var tls = options.Lines[^1];
        using var cluster = await BenchCluster.StartAsync(options.Directory, tls, cancellationToken);
        await using var client = await DfsClient.ConnectAsync(cluster.Options, cancellationToken);
        var calls = await SmallCalls.PrepareAsync(cluster, client, options.Window, cancellationToken);
        var (rates, waits) = (
            new Chart("callers-rate", $"4 KiB, {BenchOptions.NameOf(tls)}", "callers", "calls a second"),
            new Chart("callers-latency", $"4 KiB, {BenchOptions.NameOf(tls)}", "callers", "milliseconds"));
        foreach (var callers in Callers)
        {
            Add(callers, "PUT", await calls.PutAsync(callers));
            Add(callers, "GET", await calls.GetAsync(callers));
        }

        report.Draw(rates);
        report.Draw(waits);

        void Add(int many, string what, Window window)
        {
            report.Add($"{what} 4 KiB, {many} callers, {BenchOptions.NameOf(tls)}", window.Rate, "calls/s");
            rates.Add(what, many, window.Rate);
            foreach (var percent in (int[])[50, 99])
            {
                report.Add($"  {percent} of 100 within", window.Latencies.Percentile(percent), "ms");
                waits.Add($"{what}, {percent} of 100 within", many, window.Latencies.Percentile(percent));
            }
        }
    }
}
