namespace DfsAspire.Simulation.Tests;

/// <summary>The checker is checked: each rule of the store, broken on purpose, is noticed, and by what the rule prevents.</summary>
public sealed class BrokenRuleTests
{
    private const string Stale = "is not linearizable:|, but call ";
    private const string Lost = "File is incomplete.|nodes have their parts of it";
    private const string Unsigned = "that you never signed";

    [Theory]
    [InlineData("WriteQuorum", Stale)]
    [InlineData("ReadersFinish", $"{Lost}|{Stale}")]
    [InlineData("CommitsNeedParts", Lost)]
    [InlineData("OneStamp", Stale)]
    [InlineData("SyncFirst", Lost)]
    [InlineData("Loans", Lost)]
    [InlineData("StagesByOneClock", Lost)]
    [InlineData("Forgetting", Stale)]
    [InlineData("Comparing", Stale)]
    [InlineData("Tombstones", Stale)]
    [InlineData("DirectlyAfter", Stale)]
    [InlineData("SignedOnly", Unsigned)]
    public async Task A_rule_that_is_broken_on_purpose_is_noticed(string rule, string anyOf)
    {
        var (code, said) = await SimulationProcess.RunAsync($"--seeds 300 --break {rule}");
        Assert.True(code == 1, said);
        Assert.Contains($"--break {rule}", said, StringComparison.Ordinal);
        Assert.True(anyOf.Split('|').Any(words => said.Contains(words, StringComparison.Ordinal)), said);
    }
}
