namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>A cluster of a test class's own, for those who count what is damaged or missing.</summary>
public sealed class OwnCluster : TestCluster;
