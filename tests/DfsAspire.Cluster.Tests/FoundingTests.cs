namespace DfsAspire.Cluster.Tests;

public sealed class FoundingTests(TestCluster cluster) : ClusterTest(cluster)
{
    [Fact]
    public async Task Founding_again_finds_what_is_there()
    {
        var client = await ConnectAsync();
        var report = await Cluster.FoundAsync();
        Assert.False(report.Founded);
        Assert.Empty(report.AccountsMade);
        Assert.Equal(client.Cluster, report.Cluster);
    }

    [Fact]
    public async Task Founding_with_another_administrators_secret_is_refused()
    {
        var fault = await StoreCalls.FailsAsync(
            DfsFault.WrongCredentials, () => Cluster.FoundAsync("not the administrator's secret", TestCluster.ClusterSecret));
        Assert.Contains("founded with another administrator's secret", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Founding_with_another_cluster_secret_is_refused()
    {
        var fault = await StoreCalls.FailsAsync(
            DfsFault.WrongCredentials, () => Cluster.FoundAsync(TestCluster.AdministratorSecret, "some other secret of sufficient length"));
        Assert.Contains("started with another cluster secret", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Empty_volumes_wait_for_all_four_nodes_to_be_founded()
    {
        await using var fresh = new TestCluster();
        await fresh.StartAsync();
        var early = await StoreCalls.FailsAsync(DfsFault.Refused, () => fresh.ConnectAsync());
        Assert.Contains("not founded yet", early.Message, StringComparison.Ordinal);

        fresh.Kill(3);
        var lacking = await StoreCalls.FailsAsync(DfsFault.QuorumRefused, fresh.FoundAsync);
        Assert.Contains("Founding needs all four nodes", lacking.Message, StringComparison.Ordinal);
        Assert.Contains("node3", lacking.Message, StringComparison.Ordinal);

        await fresh.RestoreAsync();
        var report = await fresh.FoundAsync();
        Assert.True(report.Founded);
        Assert.Equal(["alice", "bob"], report.AccountsMade);

        // What was founded and stored is there again after all nodes were killed.
        await using (var client = await fresh.ConnectAsync())
            await client.PutBytesAsync(StorePath.Parse("file"), [1, 2]);
        fresh.Kill(TestCluster.Numbers);
        await fresh.RestoreAsync();
        await using var later = await fresh.ConnectAsync();
        Assert.Equal([1, 2], await later.GetBytesAsync(StorePath.Parse("file")));

        // The clients of one cluster are not let into another.
        var stranger = new DfsClientOptions { Nodes = Cluster.Addresses, User = "alice", Password = TestCluster.AlicePassword, Cluster = later.Cluster };
        var fault = await StoreCalls.FailsAsync(DfsFault.Protocol, () => DfsClient.ConnectAsync(stranger, Cancellation));
        Assert.Contains("belongs to cluster", fault.Message, StringComparison.Ordinal);
    }
}
