namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>A cluster whose nodes repair and forget as those of <see cref="RepairingCluster"/> do; with DFS_DEFAULT_PERIODS=1 as a user's nodes do.</summary>
public sealed class TorturedCluster() : TestCluster(HasDefaultPeriods ? new Dictionary<string, string>() : ShortPeriods)
{
    // A write that takes longer is given up. On a machine that is busy starting nodes three seconds are too few for one.
    private static Dictionary<string, string> ShortPeriods => new(RepairingCluster.ShortPeriods) { ["Dfs__Repair__StageLife"] = "00:00:20" };

    internal static bool HasDefaultPeriods => Environment.GetEnvironmentVariable("DFS_DEFAULT_PERIODS") == "1";
}
