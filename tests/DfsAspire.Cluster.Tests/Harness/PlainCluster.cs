namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>A cluster whose nodes speak plain TCP.</summary>
public sealed class PlainCluster() : TestCluster(new Dictionary<string, string> { ["Dfs__Tls"] = "off", ["Dfs__Repair__Period"] = "01:00:00" });
