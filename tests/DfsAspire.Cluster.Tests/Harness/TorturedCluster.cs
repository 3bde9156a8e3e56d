namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>A cluster whose nodes repair and forget as those of <see cref="RepairingCluster"/> do; with DFS_DEFAULT_PERIODS=1 as a user's nodes do.</summary>
public sealed class TorturedCluster() : TestCluster(HasDefaultPeriods ? new Dictionary<string, string>() : RepairingCluster.ShortPeriods)
{
    internal static bool HasDefaultPeriods => Environment.GetEnvironmentVariable("DFS_DEFAULT_PERIODS") == "1";
}
