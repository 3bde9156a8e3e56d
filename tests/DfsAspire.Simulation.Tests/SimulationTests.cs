namespace DfsAspire.Simulation.Tests;

/// <summary>The short form of the simulation. A seed that fails is printed with the command that plays it again.</summary>
public sealed class SimulationTests
{
    [Fact]
    public async Task No_seed_breaks_a_promise()
    {
        var halves = await Task.WhenAll(SimulationProcess.RunAsync("--first 1 --seeds 150"), SimulationProcess.RunAsync("--first 151 --seeds 150"));
        Assert.All(halves, half => Assert.True(half.Code == 0, half.Said));
    }

    [Theory]
    [InlineData("ShortMemory")]
    [InlineData("LostVolume")]
    [InlineData("Liar")]
    public async Task No_seed_breaks_a_promise_in_a_situation_made_for_it(string situation)
    {
        var (code, said) = await SimulationProcess.RunAsync($"--seeds 40 --in {situation}");
        Assert.True(code == 0, said);
    }

    [Fact]
    public async Task A_crash_within_any_disk_step_of_a_write_loses_nothing()
    {
        var (code, said) = await SimulationProcess.RunAsync("--steps Writes");
        Assert.True(code == 0, said);
    }

    [Theory]
    [InlineData("Repair", 1)]
    [InlineData("HandBack", 2)]
    [InlineData("Refill", 3)]
    [InlineData("Reclaim", 4)]
    public async Task A_crash_within_a_disk_step_of_healing_leaves_a_node_that_heals(string work, int node)
    {
        var (code, said) = await SimulationProcess.RunAsync($"--steps {work} --node {node} --every 11");
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

    [Theory]
    [InlineData("WriteQuorum")]
    [InlineData("ReadersFinish")]
    [InlineData("CommitsNeedParts")]
    [InlineData("OneStamp")]
    [InlineData("SyncFirst")]
    [InlineData("Loans")]
    [InlineData("StagesByOneClock")]
    [InlineData("Forgetting")]
    [InlineData("Tombstones")]
    [InlineData("DirectlyAfter")]
    [InlineData("SignedOnly")]
    public async Task A_rule_that_is_broken_on_purpose_is_noticed(string rule)
    {
        var (code, said) = await SimulationProcess.RunAsync($"--seeds 300 --break {rule}");
        Assert.True(code == 1, said);
        Assert.Contains($"--break {rule}", said, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Hashes(string said) => said.Split('\n').Where(line => line.StartsWith("seed ", StringComparison.Ordinal));
}
