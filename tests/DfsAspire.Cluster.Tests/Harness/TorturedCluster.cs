namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>
/// A cluster whose nodes forget as soon as those of <see cref="RepairingCluster"/> do, and compare less often: four nodes that compare five times a second leave a small machine
/// little for the load and for those that start. With DFS_DEFAULT_PERIODS=1 they do as a user's nodes do.
/// </summary>
public sealed class TorturedCluster() : TestCluster(HasDefaultPeriods ? new Dictionary<string, string>() : Periods)
{
    private static Dictionary<string, string> Periods => new(RepairingCluster.ShortPeriods)
    {
        ["Dfs__Repair__Period"] = "00:00:01",
        ["Dfs__Repair__RetryPeriod"] = "00:00:00.5",
        ["Dfs__Repair__CleanUpPeriod"] = "00:00:02",
    };

    internal static bool HasDefaultPeriods => Environment.GetEnvironmentVariable("DFS_DEFAULT_PERIODS") == "1";
}
