namespace DfsAspire.Simulation.Tests;

/// <summary>A crash at every disk step, in short.</summary>
public sealed class DiskStepTests
{
    [Fact]
    public async Task A_crash_within_any_disk_step_of_a_write_loses_nothing()
    {
        var (code, said) = await SimulationProcess.RunAsync("--steps Writes");
        Assert.True(code == 0, said);
    }

    [Fact]
    public async Task A_crash_within_a_disk_step_of_an_upload_that_goes_on_loses_nothing()
    {
        var (code, said) = await SimulationProcess.RunAsync("--steps Resume --node 2 --every 13");
        Assert.True(code == 0, said);
    }

    [Theory]
    [InlineData("Repair", 1)]
    [InlineData("HandBack", 2)]
    [InlineData("Refill", 3)]
    [InlineData("Reclaim", 4)]
    [InlineData("KeepLoans", 1)]
    public async Task A_crash_within_a_disk_step_of_healing_leaves_a_node_that_heals(string work, int node)
    {
        var (code, said) = await SimulationProcess.RunAsync($"--steps {work} --node {node} --every 11");
        Assert.True(code == 0, said);
    }
}
