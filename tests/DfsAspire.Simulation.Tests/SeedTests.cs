namespace DfsAspire.Simulation.Tests;

/// <summary>The short form of the simulation. A seed that fails is printed with the command that plays it again. Time passes in the simulation only: its tests run side by side.</summary>
public sealed class SeedTests
{
    [Fact]
    public async Task No_seed_breaks_a_promise()
    {
        var (code, said) = await SimulationProcess.RunAsync("--seeds 300");
        Assert.True(code == 0, said);
    }

    [Fact]
    public async Task One_seed_is_one_run_in_any_process()
    {
        var runs = await Task.WhenAll(SimulationProcess.RunAsync("--seeds 15 --hashes"), SimulationProcess.RunAsync("--seeds 15 --hashes --twice"));
        Assert.All(runs, run => Assert.True(run.Code == 0, run.Said));
        Assert.Equal(Hashes(runs[0].Said), Hashes(runs[1].Said));
        Assert.Equal(15, Hashes(runs[0].Said).Distinct().Count());
    }

    private static IEnumerable<string> Hashes(string said) => said.Split('\n').Where(line => line.StartsWith("seed ", StringComparison.Ordinal));
}
