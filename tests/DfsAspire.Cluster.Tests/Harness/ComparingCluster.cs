namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>A cluster whose nodes compare and repair all the time, and forget nothing.</summary>
public sealed class ComparingCluster() : TestCluster(new Dictionary<string, string>
{
    ["Dfs__Repair__Period"] = "00:00:00.5",
    ["Dfs__Repair__RetryPeriod"] = "00:00:00.5",
    ["Dfs__Repair__ForTests"] = "true",
});
