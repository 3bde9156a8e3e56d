using System.Diagnostics;
using DfsAspire.Simulation.Cluster;
using DfsAspire.Simulation.Load;
using DfsAspire.Simulation.Rules;
using DfsAspire.Simulation.Sqlite;

namespace DfsAspire.Simulation;

/// <summary>The program: runs seeds, and says of each that breaks a promise how to see it again.</summary>
internal static class Simulator
{
    private const string Program = "dotnet run --project tests/DfsAspire.Simulation --";

    private static int Main(string[] args)
    {
        if (Arguments.Read(args) is not { } arguments)
            return 2;
        SqliteVfs.Install();
        var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        ThreadPool.UnsafeQueueUserWorkItem(_ => _ = RunAsync(arguments, done), null);
        return done.Task.GetAwaiter().GetResult();
    }

    private static async Task RunAsync(Arguments arguments, TaskCompletionSource<int> done)
    {
        try
        {
            await Task.Yield();
            var watch = Stopwatch.StartNew();
            var runner = new Runner(await Founded.FoundAsync());
            var failed = arguments.Steps ? await StepsAsync(runner, arguments) : await SeedsAsync(runner, arguments);
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
        var calls = 0;
        var last = arguments.First + arguments.Seeds - 1;
        for (var seed = arguments.First; seed <= last; seed++)
        {
            var result = await runner.PlayAsync(seed, arguments.IsTraced ? Console.Out : null, (world, cluster) => new Run(world, cluster, arguments.Broken));
            var violations = result.Violations.ToList();
            calls += result.Play.Calls.Count;
            if (arguments.Twice && (await runner.PlayAsync(seed, null, (world, cluster) => new Run(world, cluster, arguments.Broken))).Hash != result.Hash)
                violations.Add("the same seed gave another run the second time");
            if (arguments.Hashes)
                Console.WriteLine(FormattableString.Invariant($"seed {seed}: {result.Hash:x16}"));
            if (violations.Count == 0)
                continue;
            failed++;
            Report($"seed {seed}", violations, $"--seed {seed}{(arguments.Broken == Rule.None ? "" : $" --break {arguments.Broken}")}");
            if (arguments.Broken != Rule.None)
                break;
        }

        Console.WriteLine(FormattableString.Invariant($"seeds {arguments.First} to {last}: {calls} calls"));
        return failed;
    }

    private static async Task<int> StepsAsync(Runner runner, Arguments arguments)
    {
        var failed = 0;
        foreach (var write in Enum.GetValues<StepWrite>())
        {
            foreach (var everybody in (bool[])[false, true])
            {
                var whole = new StepCase(write, arguments.Node, 0, everybody);
                var steps = (await runner.PlayAsync(arguments.First, null, (world, cluster) => new StepRun(world, cluster, whole))).Play.Steps;
                var (from, to) = arguments.Step > 0 ? (arguments.Step, arguments.Step) : (1, steps);
                for (var step = from; step <= to; step++)
                {
                    var crash = whole with { Step = step };
                    var result = await runner.PlayAsync(
                        arguments.First, arguments.Step > 0 ? Console.Out : null, (world, cluster) => new StepRun(world, cluster, crash));
                    if (result.Violations.Count == 0)
                        continue;
                    failed++;
                    Report(crash.ToString(), result.Violations, $"--steps --first {arguments.First} --node {arguments.Node} --step {step}");
                }

                Console.WriteLine($"{write}, {(everybody ? "all nodes" : $"node {arguments.Node}")}: a crash at each of {steps} disk steps");
            }
        }

        return failed;
    }

    private static void Report(string which, IReadOnlyList<string> violations, string again)
    {
        Console.WriteLine($"{which} breaks a promise:");
        foreach (var violation in violations)
            Console.WriteLine($"  {violation}");
        Console.WriteLine($"  again, with all that happens: {Program} {again}");
    }
}
