using System.Diagnostics;
using System.Globalization;
using DfsAspire.Simulation.Cluster;
using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.History;
using DfsAspire.Simulation.Load;
using DfsAspire.Simulation.Sqlite;

using DfsAspire.Simulation.Rules;

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
        return done.Task.GetAwaiter().GetResult();
    }

    private static async Task RunAsync(Arguments arguments, TaskCompletionSource<int> done)
    {
        try
        {
            await Task.Yield();
            done.SetResult(await SeedsAsync(arguments));
        }
        catch (Exception fault)
        {
            await Console.Error.WriteLineAsync(fault.ToString());
            done.SetResult(2);
        }
    }

    private static async Task<int> SeedsAsync(Arguments arguments)
    {
        var watch = Stopwatch.StartNew();
        var founded = await Founded.FoundAsync();
        var failed = 0;
        var calls = 0;
        for (var seed = arguments.First; seed < arguments.First + arguments.Seeds; seed++)
        {
            var result = await PlayAsync(founded, seed, arguments.Broken, arguments.IsTraced ? Console.Out : null);
            calls += result.Calls;
            if (arguments.Twice)
            {
                var again = await PlayAsync(founded, seed, arguments.Broken, null);
                if (again.Hash != result.Hash)
                    result.Violations.Add("the same seed gave another run the second time");
            }

            if (arguments.Hashes)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {result.Hash:x16}"));
            if (result.Violations.Count == 0)
                continue;
            failed++;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed} breaks a promise:"));
            foreach (var violation in result.Violations)
                Console.WriteLine($"  {violation}");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  again, with all that happens: dotnet run --project tests/DfsAspire.Simulation -- --seed {seed}{(arguments.Broken == Rule.None ? "" : $" --break {arguments.Broken}")}"));
            if (arguments.Broken != Rule.None)
                break;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{failed} of the seeds from {arguments.First} on broke a promise; {arguments.Seeds} seeds, {calls} calls, {watch.Elapsed.TotalSeconds:0.0} s"));
        return failed == 0 ? 0 : 1;
    }

    private static async Task<RunResult> PlayAsync(Founded founded, int seed, Rule broken, TextWriter? log)
    {
        var world = new World(seed, log);
        SqliteVfs.Seed(seed);
        var cluster = new SimCluster(world, founded.Copies);
        var run = new Run(world, cluster, broken);
        var violations = new List<string>();
        try
        {
            await world.PlayAsync(run.PlayAsync);
        }
        catch (Exception fault)
        {
            violations.Add(fault.ToString());
        }

        await cluster.EndAsync();
        violations.AddRange(world.Surprises);
        violations.AddRange(HistoryCheck.Find(run.Calls));
        return new RunResult(world.Trace.Hash, run.Calls.Count, violations);
    }

    private sealed record RunResult(ulong Hash, int Calls, List<string> Violations);
}
