using System.Security.Cryptography;
using DfsAspire.Client.Store;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Lines;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Bench;

/// <summary>One large file in and out, in turn with the floor, so that a slow minute of the machine hits both.</summary>
internal static class LargeFiles
{
    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellationToken)
    {
        using var files = new WorkDirectory(options);
        var file = files["in"];
        await FillAsync(file, (long)options.MegaBytes << 20, cancellationToken);
        foreach (var tls in options.Lines)
            await RunAsync(options, report, tls, file, cancellationToken);
    }

    private static async Task RunAsync(BenchOptions options, Report report, TlsPolicy tls, string file, CancellationToken cancellationToken)
    {
        var bytes = new FileInfo(file).Length;
        using var wire = new WireMeter();
        using var cluster = await BenchCluster.StartAsync(options.Directory, tls, cancellationToken);
        await using var client = await DfsClient.ConnectAsync(cluster.Options, cancellationToken);
        var path = StorePath.Parse("large/file");
        var back = $"{file}.back";
        List<Cost> puts = [], gets = [];
        List<(double Put, double Get)> floors = [];
        double sent = 0, received = 0;
        for (var round = 0; round < options.Rounds; round++)
        {
            if (options.Floor is { } floor)
                floors.AddRange(await Floor.RunAsync(floor, file, $"{file}.floor", cancellationToken));
            var before = await wire.ReadAsync(cancellationToken);
            puts.Add(await Cost.OfAsync(cluster, () => client.PutFileAsync(path, file, null, cancellationToken)));
            var between = await wire.ReadAsync(cancellationToken);
            gets.Add(await Cost.OfAsync(cluster, () => client.GetFileAsync(path, back, null, cancellationToken)));
            (sent, received) = (between.Sent - before.Sent, (await wire.ReadAsync(cancellationToken)).Received - between.Received);
            await CompareAsync(file, back, cancellationToken);
            File.Delete(back);
        }

        var name = BenchOptions.NameOf(tls);
        Add(report, $"PUT {options.MegaBytes} MiB, {name}", puts, bytes, floors.Select(each => each.Put).ToList());
        report.Add("  bytes sent", sent / bytes, "of the file");
        Add(report, $"GET {options.MegaBytes} MiB, {name}", gets, bytes, floors.Select(each => each.Get).ToList());
        report.Add("  bytes received", received / bytes, "of the file");
        report.Add("  resident at most, client", Environment.WorkingSet / 1e6, "MB");
        report.Add("  resident at most, node", cluster.PeakResident / 1e6, "MB");
    }

    private static void Add(Report report, string what, List<Cost> costs, long bytes, List<double> floors)
    {
        var rate = costs.Select(cost => bytes / cost.Seconds / 1e6).Median();
        report.Add(what, rate, "MB/s", floors.Count == 0 ? null : rate / floors.Median(), "floor");
        report.Add("  processor, client", costs.Select(cost => cost.ClientProcessor).Median() * 1e9 / bytes, "ns/B");
        report.Add("  processor, four nodes", costs.Select(cost => cost.NodeProcessor).Median() * 1e9 / bytes, "ns/B");
        report.Add("  allocated, client", costs.Select(cost => (double)cost.Allocated).Median() / (bytes / WireLimits.ChunkBytes), "B/chunk");
    }

    public static async Task FillAsync(string file, long bytes, CancellationToken cancellationToken)
    {
        await using var output = File.Create(file);
        for (var left = bytes; left > 0; left -= 1 << 20)
            await output.WriteAsync(RandomNumberGenerator.GetBytes((int)Math.Min(left, 1 << 20)), cancellationToken);
    }

    // A run whose bytes are wrong is no run.
    public static async Task CompareAsync(string file, string back, CancellationToken cancellationToken)
    {
        await using var one = File.OpenRead(file);
        await using var other = File.OpenRead(back);
        var (hash, otherHash) = (await SHA256.HashDataAsync(one, cancellationToken), await SHA256.HashDataAsync(other, cancellationToken));
        if (!hash.SequenceEqual(otherHash))
            throw new InvalidDataException("What came back is not what went in.");
    }
}
