using DfsAspire.Client.Store;
using DfsAspire.Protocol.Lines;

namespace DfsAspire.Bench;

/// <summary>
/// One large file in and out with curl through the gateway, in turn with <c>dfs put</c> and <c>dfs get</c>: each a program from its start to its end, and a
/// slow minute of the machine hits both.
/// </summary>
internal static class ThroughGateway
{
    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellationToken)
    {
        using var files = new WorkDirectory(options);
        var file = files["in"];
        await LargeFiles.FillAsync(file, (long)options.MegaBytes << 20, cancellationToken);
        foreach (var tls in options.Lines)
            await RunAsync(options, report, tls, file, cancellationToken);
    }

    private static async Task RunAsync(BenchOptions options, Report report, TlsPolicy tls, string file, CancellationToken cancellationToken)
    {
        var directory = Path.GetDirectoryName(file)!;
        var bytes = new FileInfo(file).Length;
        var back = $"{file}.back";
        using var cluster = await BenchCluster.StartAsync(options.Directory, tls, cancellationToken);
        using var gateway = await GatewayProcess.StartAsync(cluster.Options, directory, cancellationToken);
        var (dfs, curl) = (Path.Combine(directory, "dfs.conf"), Path.Combine(directory, "curl.conf"));
        await cluster.WriteConfigurationAsync(dfs, cancellationToken);
        await WriteCurlAsync(curl, cluster.Options, cancellationToken);
        var url = new Uri(gateway.Address, "/dav/gateway").ToString();

        List<double> starts = [], puts = [], gets = [], putsThrough = [], getsThrough = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            starts.Add((await Programs.RunDfsAsync(["list", "--config", dfs], cancellationToken)).TotalSeconds);
            puts.Add((await Programs.RunDfsAsync(["put", file, "line/", "--config", dfs], cancellationToken)).TotalSeconds);
            putsThrough.Add((await Programs.RunAsync("curl", ["-K", curl, "-T", file, url], cancellationToken)).TotalSeconds);
            gets.Add((await Programs.RunDfsAsync(["get", "line/in", "-o", back, "--config", dfs], cancellationToken)).TotalSeconds);
            await CheckAsync();
            getsThrough.Add((await Programs.RunAsync("curl", ["-K", curl, "-o", back, url], cancellationToken)).TotalSeconds);
            await CheckAsync();
        }

        var lines = BenchOptions.NameOf(tls);
        Add($"PUT {options.MegaBytes} MiB, {lines}", puts, putsThrough);
        Add($"GET {options.MegaBytes} MiB, {lines}", gets, getsThrough);
        report.Add("  processor, gateway, both", gateway.ProcessorTime.TotalNanoseconds / bytes / options.Rounds, "ns/B");
        report.Add("  resident at most, gateway", gateway.PeakResident / 1e6, "MB");
        report.Add("  resident at most, node", cluster.PeakResident / 1e6, "MB");

        async Task CheckAsync()
        {
            await LargeFiles.CompareAsync(file, back, cancellationToken);
            File.Delete(back);
        }

        void Add(string what, List<double> line, List<double> through)
        {
            var (own, other) = (bytes / line.Median() / 1e6, bytes / through.Median() / 1e6);
            report.Add($"{what}, dfs", own, "MB/s");
            report.Add($"{what}, curl through the gateway", other, "MB/s", other / own, "dfs");
            // The gateway has started and logged in long before: a list tells what that takes.
            var transfer = bytes / (line.Median() - starts.Median()) / 1e6;
            report.Add("  dfs less start and log-in", transfer, "MB/s", other / transfer, "dfs");
        }
    }

    // A password on a command line is everybody's to read.
    private static async Task WriteCurlAsync(string file, DfsClientOptions store, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(file, $"user = \"{store.User}:{store.Password}\"\nsilent\nshow-error\nfail\n", cancellationToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
