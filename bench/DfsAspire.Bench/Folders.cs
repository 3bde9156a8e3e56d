using System.Globalization;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Bench;

/// <summary>How long it takes to list a large folder, and a small one beside it. The names are copies of one file: a name costs a list the same.</summary>
internal static class Folders
{
    private const int SmallFolder = 1000;
    private const int Callers = 32;

    public static async Task RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var report = new Report(options);
        using var cluster = await BenchCluster.StartAsync(options.Directory, options.Lines[^1], cancellationToken);
        await using var client = await DfsClient.ConnectAsync(cluster.Options, cancellationToken);
        using var input = new MemoryStream(new byte[4096], writable: false);
        var file = StorePath.Parse("file");
        await client.PutAsync(file, input, null, cancellationToken);
        foreach (var (folder, names) in ((string, int)[])[("small", SmallFolder), ("large", options.Names)])
        {
            await client.MakeFolderAsync(StorePath.Parse(folder), cancellationToken);
            await Parallel.ForEachAsync(
                Enumerable.Range(0, names), new ParallelOptions { MaxDegreeOfParallelism = Callers, CancellationToken = cancellationToken },
                async (name, token) => await client.CopyAsync(file, StorePath.Parse(string.Create(CultureInfo.InvariantCulture, $"{folder}/{name}")), overwrite: false, token));
        }

        foreach (var (folder, names) in ((string, int)[])[("small", SmallFolder), ("large", options.Names)])
        {
            List<Cost> costs = [];
            for (var round = 0; round < options.Rounds; round++)
                costs.Add(await Cost.OfAsync(cluster, async () =>
                {
                    if ((await client.ListAsync(StorePath.Parse(folder), cancellationToken)).Entries.Count != names)
                        throw new InvalidDataException("The list is not whole.");
                }));
            report.Add($"LIST of {names} names", costs.Select(cost => cost.Seconds).Median() * 1e3, "ms");
            report.Add("  processor, client", costs.Select(cost => cost.ClientProcessor).Median() * 1e6 / names, "us/name");
            report.Add("  processor, four nodes", costs.Select(cost => cost.NodeProcessor).Median() * 1e6 / names, "us/name");
        }

        await report.SaveAsync(cancellationToken);
    }
}
