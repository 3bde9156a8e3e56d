namespace DfsAspire.Cluster.Tests;

/// <summary>What passes when TLS is off: as much as the messages themselves tell, which is what a node hears with TLS on.</summary>
public sealed class PlainWireTests(PlainCluster cluster) : ClusterTest(cluster), IClassFixture<PlainCluster>
{
    [Fact]
    public async Task Fault_10_Neither_password_nor_content_is_in_any_message()
    {
        var tap = new Wiretap(Links);
        var content = Bytes.Of(100_000, 10);
        var client = await ConnectThroughLinksAsync();
        await client.PutBytesAsync(In("file"), content);
        Assert.Equal(content, await client.GetBytesAsync(In("file")));
        tap.AssertHeardNeither(TestCluster.AlicePassword, content);
        // What does cross in clear shows that the record holds what it should.
        Assert.All(TestCluster.Numbers, node => Assert.True(tap.Heard(node, In("file").Value)));
    }

    [Fact]
    public async Task A_client_that_insists_on_tls_is_told_that_these_nodes_have_none()
    {
        var refused = await StoreCalls.FailsAsync(DfsFault.Protocol, () => DfsClient.ConnectAsync(
            new DfsClientOptions { Nodes = Cluster.Addresses, User = "alice", Password = TestCluster.AlicePassword }, Cancellation));
        Assert.Contains("does not answer in TLS 1.3", refused.Message, StringComparison.Ordinal);
        Assert.Contains("'Tls: off' in dfs.conf", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_repair_each_other_without_tls()
    {
        Cluster.Node(3).Kill();
        var client = await ConnectAsync();
        Assert.Equal(2, (await client.PutBytesAsync(In("file"), [1])).Loans);
        await Cluster.RestoreAsync();
        await using var again = await Cluster.ConnectAsync();
        var receipt = await again.RepairAsync(withScrub: false, Cancellation);
        Assert.True(receipt.IsWhole);
    }
}
