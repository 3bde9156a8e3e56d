using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Bench;

/// <summary>One caller with files of growing size: what a second moves, and what a byte costs.</summary>
internal static class BySize
{
    private const long Smallest = 4 << 10;
    private const int Growth = 4;

    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellationToken)
    {
        var tls = options.Lines[^1];
        using var files = new WorkDirectory(options);
        using var cluster = await BenchCluster.StartAsync(options.Directory, tls, cancellationToken);
        await using var client = await DfsClient.ConnectAsync(cluster.Options, cancellationToken);
        var (rates, costs) = (
            new Chart("size-rate", $"One caller, {BenchOptions.NameOf(tls)}", "bytes of the file", "MB/s"),
            new Chart("size-cost", $"Client and four nodes, {BenchOptions.NameOf(tls)}", "bytes of the file", "processor, ns/B"));
        // What is compiled while it is measured costs more than what is measured.
        await MeasureAsync(1 << 20, (_, _) => { });
        for (var size = Smallest; size <= (long)options.MegaBytes << 20; size *= Growth)
        {
            await MeasureAsync(size, (what, window) =>
            {
                var (rate, cost) = (window.Rate * size / 1e6, (window.Cost.ClientProcessor + window.Cost.NodeProcessor) * 1e9 / window.Latencies.Length / size);
                report.Add($"{what} {size >> 10} KiB, {BenchOptions.NameOf(tls)}", rate, "MB/s");
                report.Add("  processor, client and four nodes", cost, "ns/B");
                rates.Add(what, size, rate);
                costs.Add(what, size, cost);
            });
        }

        report.Draw(rates);
        report.Draw(costs);

        async Task MeasureAsync(long size, Action<string, Window> take)
        {
            var (file, path) = (files["in"], StorePath.Parse(FormattableString.Invariant($"size/{size}")));
            await LargeFiles.FillAsync(file, size, cancellationToken);
            take("PUT", await Window.RunAsync(cluster, options.Window, 1, (_, _) => client.PutFileAsync(path, file, null, cancellationToken)));
            take("GET", await Window.RunAsync(cluster, options.Window, 1, (_, _) =>
            {
                // Over a file that is there already it costs what the system does with that one.
                File.Delete($"{file}.back");
                return client.GetFileAsync(path, $"{file}.back", null, cancellationToken);
            }));
            await LargeFiles.CompareAsync(file, $"{file}.back", cancellationToken);
        }
    }
}
