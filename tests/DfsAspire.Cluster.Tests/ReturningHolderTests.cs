namespace DfsAspire.Cluster.Tests;

/// <summary>What a node does when the only other holder of a part comes back, long before it would try again by itself.</summary>
public sealed class ReturningHolderTests(PatientCluster cluster) : ClusterTest(cluster), IClassFixture<PatientCluster>
{
    [Fact]
    public async Task A_part_that_only_a_node_that_was_away_holds_is_fetched_as_soon_as_it_is_back()
    {
        var client = await ConnectAsync();
        var receipt = await client.PutBytesAsync(In("file"), Bytes.Of(5000, 1));
        var parts = PartsOnDisk.Of(Cluster, Folder, receipt.Content);
        var lost = parts.First(part => part.Node == 1);
        var other = parts.Single(part => part.Part == lost.Part && part.Node != 1).Node;
        Cluster.Kill(other);
        File.Delete(lost.File);
        var repaired = await client.RepairAsync(withScrub: true, Cancellation);
        Assert.Equal(1, repaired.After.Nodes[0].Status!.PartsUnobtainable);

        await Cluster.RestoreAsync();

        await Eventually.TrueAsync("the part is back", RepairingCluster.Patience, () => Task.FromResult(File.Exists(lost.File)));
    }
}

/// <summary>A cluster whose nodes compare all the time and would try again only after an hour.</summary>
public sealed class PatientCluster() : TestCluster(new Dictionary<string, string>
{
    ["Dfs__Repair__Period"] = "00:00:00.2",
    ["Dfs__Repair__RetryPeriod"] = "01:00:00",
});
