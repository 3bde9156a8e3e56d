using System.Globalization;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Lines;

namespace DfsAspire.Bench;

/// <summary>
/// What repair and scrub cost a load: short windows in turn with and without them, so that a slow minute of the machine hits both. How far
/// "nothing" is from 1 is what the machine itself does.
/// </summary>
internal static class RepairCost
{
    // Enough that bringing a node's parts of them back takes longer than a window.
    private static readonly (int Files, int FileBytes, int LoadBytes) Large = (40, 16 << 20, 4 << 20);
    private static readonly (int Files, int FileBytes, int LoadBytes) Small = (3000, 4 << 10, 4 << 10);

    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellationToken)
    {
        using var cluster = await BenchCluster.StartAsync(options.Directory, TlsPolicy.Required, cancellationToken);
        await using var client = await DfsClient.ConnectAsync(cluster.Options, cancellationToken);
        await using var session = await cluster.OpenSessionAsync(cancellationToken);
        var kind = options.OfSmallFiles ? Small : Large;
        await Ballast.PutAsync(client, kind.Files, kind.FileBytes, cancellationToken);
        var ballast = new Ballast(cluster, session);
        var load = new Load(client, callers: 3, kind.LoadBytes);
        var window = TimeSpan.FromSeconds(options.Seconds);
        await load.RunAsync(window, cancellationToken);

        (string Name, bool WithScrub, bool WithRepair)[] works = [("nothing", false, false), ("scrub", true, false), ("repair", false, true), ("both", true, true)];
        var ratios = works.ToDictionary(each => each.Name, _ => new List<double>());
        for (var pair = 0; pair < options.Rounds * works.Length; pair++)
        {
            var (name, withScrub, withRepair) = works[pair % works.Length];
            var node = 1 + (pair / works.Length % 4);
            var before = await load.RunAsync(window, cancellationToken);
            if (withRepair)
                await ballast.LoseAsync(node, cancellationToken);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            List<Task> work = [];
            if (withRepair)
                work.Add(ballast.RepairAsync(node, withScrub: false, over.Token));
            if (withScrub)
                work.AddRange(Enumerable.Range(1, 4).Select(each => ballast.RepairAsync(each, withScrub: true, over.Token)));
            var busy = await load.RunAsync(window, cancellationToken);
            var idle = work.Count(task => task.IsCompleted);
            var left = await ballast.LackingAsync(node, cancellationToken);
            await over.CancelAsync();
            foreach (var task in work)
                await task.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            await ballast.MendAsync(node, cancellationToken);
            var after = await load.RunAsync(window, cancellationToken);
            ratios[name].Add(busy / ((before + after) / 2));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-8} {before / 1e6,6:0.0} {busy / 1e6,6:0.0} {after / 1e6,6:0.0} MB/s, ratio {ratios[name][^1]:0.00}; {left} parts still lacking, {idle} of {work.Count} done at the end"));
        }

        foreach (var (name, all) in ratios)
        {
            all.Sort();
            report.Add($"a load beside {name}", all.Median(), "of it alone");
            report.Add("  half of the windows from", all[all.Count / 4], "of it alone");
            report.Add("  to", all[3 * all.Count / 4], "of it alone");
        }
    }
}
