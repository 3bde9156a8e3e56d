namespace DfsAspire.Simulation.Tests;

/// <summary>Seeds whose runs are about something that ordinary runs seldom meet.</summary>
public sealed class SituationTests
{
    [Theory]
    [InlineData("ShortMemory", 40)]
    [InlineData("Versions", 40)]
    [InlineData("LostVolume", 40)]
    [InlineData("OldCopy", 40)]
    [InlineData("Liar", 40)]
    [InlineData("LargeFiles", 12)]
    public async Task No_seed_breaks_a_promise_in_a_situation_made_for_it(string situation, int seeds)
    {
        var (code, said) = await SimulationProcess.RunAsync($"--seeds {seeds} --in {situation}");
        Assert.True(code == 0, said);
        // Files that are large and never interrupted would show nothing.
        if (situation == "LargeFiles")
            Assert.DoesNotContain(" 0 uploads went on", said, StringComparison.Ordinal);
    }
}
