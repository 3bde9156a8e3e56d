using DfsAspire.Simulation.Cluster;
using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.Load;

namespace DfsAspire.Simulation;

/// <summary>Plays works again and again, with a crash within each step of a node's disk.</summary>
internal sealed class Steps(Runner runner, Arguments arguments)
{
    private int _failed;

    /// <summary>Answers how many runs broke a promise.</summary>
    public async Task<int> RunAsync()
    {
        foreach (var work in arguments.Steps)
        {
            foreach (var everybody in (bool[])[false, true])
                await RunAsync(new StepCase(work, arguments.Node, 0, everybody));
        }

        return _failed;
    }

    private async Task RunAsync(StepCase whole)
    {
        var calm = await PlayAsync(whole, null);
        Judge(whole, calm);
        var steps = calm.Play.Steps;
        // Which of them, where not all are tried, is up to the seed.
        var (from, to) = arguments.Step > 0 ? (arguments.Step, arguments.Step) : (1 + (arguments.First % arguments.Every), steps);
        for (var step = from; step <= to; step += arguments.Every)
        {
            var crash = whole with { Step = step };
            Judge(crash, await PlayAsync(crash, arguments.Step > 0 ? Console.Out : null));
        }

        var which = arguments.Every == 1 ? "each" : $"one in {arguments.Every}";
        Console.WriteLine($"{whole.Work}, {(whole.Everybody ? "all nodes" : $"node {whole.Node}")}: a crash at {which} of {steps} disk steps");
    }

    private Task<RunResult<IStepPlay>> PlayAsync(StepCase crash, TextWriter? log) =>
        runner.PlayAsync(arguments.First, log, (world, cluster) => Make(crash, world, cluster));

    private static IStepPlay Make(StepCase crash, World world, SimCluster cluster) => StepCase.Healing.Contains(crash.Work)
        ? new HealingStepRun(world, cluster, crash)
        : new StepRun(world, cluster, crash);

    private void Judge(StepCase crash, RunResult<IStepPlay> result)
    {
        if (result.Violations.Count == 0)
            return;
        _failed++;
        Report.Broken(crash.ToString(), result.Violations, $"--steps {crash.Work} --first {arguments.First} --node {crash.Node} --step {crash.Step}");
    }
}
