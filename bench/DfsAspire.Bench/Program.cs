using System.Globalization;
using DfsAspire.Bench;
using DfsAspire.Client.Store;

// What repair and scrub cost a load: short windows in turn with and without them, so that a slow minute of the machine hits both. How far
// "nothing" is from 1 is what the machine itself does.
var pairs = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 20;
var seconds = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 4;
var directory = args.Length > 2 ? args[2] : Path.GetTempPath();
const int BallastFiles = 40;
using var ended = new CancellationTokenSource();
Console.CancelKeyPress += (_, interrupt) =>
{
    interrupt.Cancel = true;
    ended.Cancel();
};

using var cluster = await BenchCluster.StartAsync(directory, ended.Token);
await using var client = await DfsClient.ConnectAsync(cluster.Options, ended.Token);
await using var session = await cluster.OpenSessionAsync(ended.Token);
await Ballast.PutAsync(client, BallastFiles, ended.Token);
var ballast = new Ballast(cluster, session);
var load = new Load(client, callers: 3, fileBytes: 4 << 20);
var window = TimeSpan.FromSeconds(seconds);
await load.RunAsync(window, ended.Token);

(string Name, bool WithScrub, bool WithRepair)[] kinds = [("nothing", false, false), ("scrub", true, false), ("repair", false, true), ("both", true, true)];
var ratios = kinds.ToDictionary(kind => kind.Name, _ => new List<double>());
for (var pair = 0; pair < pairs * kinds.Length; pair++)
{
    var (name, withScrub, withRepair) = kinds[pair % kinds.Length];
    var node = 1 + (pair / kinds.Length % 4);
    var before = await load.RunAsync(window, ended.Token);
    if (withRepair)
        await ballast.LoseAsync(node, ended.Token);
    using var over = CancellationTokenSource.CreateLinkedTokenSource(ended.Token);
    List<Task> work = [];
    if (withRepair)
        work.Add(ballast.RepairAsync(node, withScrub: false, over.Token));
    if (withScrub)
        work.AddRange(Enumerable.Range(1, 4).Select(each => ballast.RepairAsync(each, withScrub: true, over.Token)));
    var busy = await load.RunAsync(window, ended.Token);
    var idle = work.Count(task => task.IsCompleted);
    var left = await ballast.LackingAsync(node, ended.Token);
    await over.CancelAsync();
    foreach (var task in work)
        await task.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    await ballast.MendAsync(node, ended.Token);
    var after = await load.RunAsync(window, ended.Token);
    ratios[name].Add(busy / ((before + after) / 2));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{name,-8} {before / 1e6,6:0} {busy / 1e6,6:0} {after / 1e6,6:0} MB/s, ratio {ratios[name][^1]:0.00}; {left} parts still lacking, {idle} of {work.Count} done at the end"));
}

foreach (var (name, all) in ratios)
{
    all.Sort();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-8} median {(all[(all.Count - 1) / 2] + all[all.Count / 2]) / 2:0.00}, quartiles {all[all.Count / 4]:0.00} to {all[3 * all.Count / 4]:0.00}, of {all.Count}"));
}
