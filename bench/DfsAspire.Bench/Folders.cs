using System.Globalization;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Bench;

/// <summary>How long it takes to list a large folder, and a small one beside it. The names are copies of one file: a name costs a list the same.</summary>
internal static class Folders
{
    private const int SmallFolder = 1000;
    private const int Callers = 32;

    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellationToken)
    {
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
            List<Cost> first = [], again = [];
            for (var round = 0; round < options.Rounds; round++)
            {
                // What a session has seen it need not verify once more.
                await using var fresh = await DfsClient.ConnectAsync(cluster.Options, cancellationToken);
                first.Add(await Cost.OfAsync(cluster, () => ListAsync(fresh, folder, names, cancellationToken)));
                again.Add(await Cost.OfAsync(cluster, () => ListAsync(fresh, folder, names, cancellationToken)));
            }

            Add(report, $"LIST of {names} names, first of its session", first, names);
            Add(report, $"LIST of {names} names, again", again, names);
        }
    }

    private static async Task ListAsync(DfsClient client, string folder, int names, CancellationToken cancellationToken)
    {
        if ((await client.ListAsync(StorePath.Parse(folder), cancellationToken)).Entries.Count != names)
            throw new InvalidDataException("The list is not whole.");
    }

    private static void Add(Report report, string what, List<Cost> costs, int names)
    {
        report.Add(what, costs.Select(cost => cost.Seconds).Median() * 1e3, "ms");
        report.Add("  processor, client", costs.Select(cost => cost.ClientProcessor).Median() * 1e6 / names, "us/name");
        report.Add("  processor, four nodes", costs.Select(cost => cost.NodeProcessor).Median() * 1e6 / names, "us/name");
    }
}
