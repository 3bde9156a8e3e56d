using System.Diagnostics;
using DfsAspire.Simulation.Cluster;
using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.Load;
using DfsAspire.Simulation.Rules;
using DfsAspire.Simulation.Sqlite;

namespace DfsAspire.Simulation;

/// <summary>The program: runs seeds, and says of each that breaks a promise how to see it again.</summary>
internal static class Simulator
{
    private static int Main(string[] args)
    {
        if (Arguments.Read(args) is not { } arguments)
            return 2;
        SqliteVfs.Install();
        var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        ThreadPool.UnsafeQueueUserWorkItem(_ => _ = RunAsync(arguments, done), null);
        var code = done.Task.GetAwaiter().GetResult();
        Desk.ClearAll();
        return code;
    }

    private const int SeedsBetweenWords = 500;

    private static async Task RunAsync(Arguments arguments, TaskCompletionSource<int> done)
    {
        try
        {
            await Task.Yield();
            var watch = Stopwatch.StartNew();
            var runner = new Runner(await Founded.FoundAsync());
            var failed = arguments.Steps.Count > 0 ? await new Steps(runner, arguments).RunAsync() : await SeedsAsync(runner, arguments);
            Console.WriteLine(FormattableString.Invariant($"{failed} runs broke a promise ({watch.Elapsed.TotalSeconds:0.0} s)"));
            done.SetResult(failed == 0 ? 0 : 1);
        }
        catch (Exception fault)
        {
            await Console.Error.WriteLineAsync(fault.ToString());
            done.SetResult(2);
        }
    }

    private static async Task<int> SeedsAsync(Runner runner, Arguments arguments)
    {
        var failed = 0;
        var (calls, wentOn) = (0, 0);
        var last = arguments.First + arguments.Seeds - 1;
        for (var seed = arguments.First; seed <= last; seed++)
        {
            var result = await runner.PlayAsync(seed, arguments.IsTraced ? Console.Out : null, (world, cluster) => Make(arguments, world, cluster));
            var violations = result.Violations.ToList();
            calls += result.Play.Calls.Count;
            wentOn += (result.Play as Run)?.WentOn ?? 0;
            if (arguments.Twice && (await runner.PlayAsync(seed, null, (world, cluster) => Make(arguments, world, cluster))).Hash != result.Hash)
                violations.Add("the same seed gave another run the second time");
            if (arguments.Hashes)
                Console.WriteLine(FormattableString.Invariant($"seed {seed}: {result.Hash:x16}"));
            // Whoever ends a long run before its end knows how far it was.
            if ((seed - arguments.First + 1) % SeedsBetweenWords == 0)
                await Console.Error.WriteLineAsync(FormattableString.Invariant($"seeds {arguments.First} to {seed} so far: {calls} calls"));
            if (violations.Count == 0)
                continue;
            failed++;
            Report.Broken($"seed {seed}", violations, $"--seed {seed}{Setting(arguments)}");
            if (arguments.Broken != Rule.None)
                break;
        }

        Console.WriteLine(FormattableString.Invariant($"seeds {arguments.First} to {last}: {calls} calls, {wentOn} uploads went on where they had stopped"));
        return failed;
    }

    private static IPlay Make(Arguments arguments, World world, SimCluster cluster) => arguments.Situation switch
    {
        Situation.LostVolume => new LostVolumeRun(world, cluster, arguments.Broken),
        Situation.OldCopy => new OldCopyRun(world, cluster, arguments.Broken),
        _ => new Run(world, cluster, arguments.Situation, arguments.Broken),
    };

    private static string Setting(Arguments arguments) => arguments switch
    {
        { Broken: not Rule.None } => $" --break {arguments.Broken}",
        { Situation: not Situation.Ordinary } => $" --in {arguments.Situation}",
        _ => "",
    };
}
