using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Bench;

/// <summary>Sixteen large files at once, in and out: what client and nodes keep in memory then.</summary>
internal static class ManyLarge
{
    private const int Callers = 16;

    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellationToken)
    {
        var tls = options.Lines[^1];
        using var files = new WorkDirectory(options);
        using var cluster = await BenchCluster.StartAsync(options.Directory, tls, cancellationToken);
        await using var client = await DfsClient.ConnectAsync(cluster.Options, cancellationToken);
        var (file, bytes) = (files["in"], ((long)options.MegaBytes << 20) / Callers);
        await LargeFiles.FillAsync(file, bytes, cancellationToken);
        var put = await Cost.OfAsync(cluster, () => EachAsync(number => client.PutFileAsync(PathOf(number), file, null, cancellationToken)));
        var get = await Cost.OfAsync(cluster, () => EachAsync(number => client.GetAsync(PathOf(number), Stream.Null, null, cancellationToken)));
        report.Add($"PUT {Callers} × {bytes >> 20} MiB at once, {BenchOptions.NameOf(tls)}", Callers * bytes / put.Seconds / 1e6, "MB/s");
        report.Add($"GET {Callers} × {bytes >> 20} MiB at once, {BenchOptions.NameOf(tls)}", Callers * bytes / get.Seconds / 1e6, "MB/s");
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        report.Add("  resident at most, client", self.PeakWorkingSet64 / 1e6, "MB");
        report.Add("  resident at most, node", cluster.PeakResident / 1e6, "MB");
    }

    private static StorePath PathOf(int number) => StorePath.Parse(FormattableString.Invariant($"many/{number}"));

    private static Task EachAsync(Func<int, Task> work) => Task.WhenAll(Enumerable.Range(0, Callers).Select(work));
}
