namespace DfsAspire.Simulation.Tests;

/// <summary>Seeds whose runs are about something that ordinary runs seldom meet.</summary>
public sealed class SituationTests
{
    [Theory]
    [InlineData("ShortMemory")]
    [InlineData("Versions")]
    [InlineData("LostVolume")]
    [InlineData("Liar")]
    public async Task No_seed_breaks_a_promise_in_a_situation_made_for_it(string situation)
    {
        var (code, said) = await SimulationProcess.RunAsync($"--seeds 40 --in {situation}");
        Assert.True(code == 0, said);
    }
}
