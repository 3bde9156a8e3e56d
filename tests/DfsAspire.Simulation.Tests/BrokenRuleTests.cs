namespace DfsAspire.Simulation.Tests;

/// <summary>The checker is checked: each rule of the store, broken on purpose, is noticed.</summary>
public sealed class BrokenRuleTests
{
    [Theory]
    [InlineData("WriteQuorum")]
    [InlineData("ReadersFinish")]
    [InlineData("CommitsNeedParts")]
    [InlineData("OneStamp")]
    [InlineData("SyncFirst")]
    [InlineData("Loans")]
    [InlineData("StagesByOneClock")]
    [InlineData("Forgetting")]
    [InlineData("Comparing")]
    [InlineData("Tombstones")]
    [InlineData("DirectlyAfter")]
    [InlineData("SignedOnly")]
    public async Task A_rule_that_is_broken_on_purpose_is_noticed(string rule)
    {
        var (code, said) = await SimulationProcess.RunAsync($"--seeds 300 --break {rule}");
        Assert.True(code == 1, said);
        Assert.Contains($"--break {rule}", said, StringComparison.Ordinal);
    }
}
