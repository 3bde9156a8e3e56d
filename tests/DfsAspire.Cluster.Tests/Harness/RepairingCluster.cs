namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>A cluster whose nodes compare and repair all the time, and forget as soon as the rules allow.</summary>
public sealed class RepairingCluster() : TestCluster(ShortPeriods)
{
    internal static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

    internal static IReadOnlyDictionary<string, string> ShortPeriods { get; } = new Dictionary<string, string>
    {
        ["Dfs__Repair__Period"] = "00:00:00.2",
        ["Dfs__Repair__RetryPeriod"] = "00:00:00.2",
        ["Dfs__Repair__CleanUpPeriod"] = "00:00:00.5",
        ["Dfs__Repair__StageLife"] = "00:00:03",
        ["Dfs__Repair__ClosedLife"] = "00:00:01",
        ["Dfs__Repair__ReplacedLife"] = "00:00:01",
        ["Dfs__Repair__TombstoneLife"] = "00:00:02",
        ["Dfs__Repair__ForTests"] = "true",
    };
}
