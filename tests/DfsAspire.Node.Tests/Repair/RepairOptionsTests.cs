using DfsAspire.Node.Hosting;
using DfsAspire.Node.Repair;
using Microsoft.Extensions.Configuration;

namespace DfsAspire.Node.Tests.Repair;

public sealed class RepairOptionsTests
{
    [Fact]
    public void Nothing_needs_to_be_set() => Assert.Equal(new RepairOptions(), Read());

    [Theory]
    [InlineData("1.00:00:00")]
    [InlineData("30.00:00:00")]
    public void A_deletion_is_remembered_for_a_day_or_longer(string life) => Assert.Equal(TimeSpan.Parse(life, null), Read(("TombstoneLife", life)).TombstoneLife);

    [Theory]
    [InlineData("23:59:59")]
    [InlineData("00:00:02")]
    public void A_deletion_is_not_forgotten_within_a_day_unless_it_is_a_test(string life)
    {
        var fault = Assert.Throws<NodeOptionsException>(() => Read(("TombstoneLife", life)));
        Assert.Contains("Dfs__Repair__TombstoneLife", fault.Message, StringComparison.Ordinal);
        Assert.Contains($"must be at least a day (1.00:00:00), and is {life}", fault.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.Parse(life, null), Read(("TombstoneLife", life), ("ForTests", "true")).TombstoneLife);
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        var fault = Assert.Throws<NodeOptionsException>(() => Read(("Period", "00:00:00"), ("ScrubPeriod", "-1.00:00:00"), ("BytesPerSecond", "0"), ("TombstoneLife", "00:00:00")));
        Assert.Equal(
            ["Period", "TombstoneLife", "ScrubPeriod", "BytesPerSecond"],
            fault.Message.Split(Environment.NewLine).Select(line => line.Split("Dfs__Repair__")[1].Split(')')[0]));
        Assert.DoesNotContain("a day", fault.Message, StringComparison.Ordinal);
    }

    private static RepairOptions Read(params (string Key, string Value)[] settings) => RepairOptions.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => $"Dfs:Repair:{setting.Key}", setting => (string?)setting.Value)).Build());
}
