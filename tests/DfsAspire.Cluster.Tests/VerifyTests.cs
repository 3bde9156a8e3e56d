namespace DfsAspire.Cluster.Tests;

/// <summary>Verification and health: what is wrong is found in every copy, and named.</summary>
public sealed class VerifyTests(TestCluster cluster) : ClusterTest(cluster)
{
    private static readonly byte[] Content = Bytes.Of(600_000, 1);

    [Fact]
    public async Task All_that_is_sound_is_read_in_both_copies()
    {
        var client = await ConnectAsync();
        await client.PutBytesAsync(In("a"), Content);
        await client.PutBytesAsync(In("deep/er/b"), [1]);
        await client.PutBytesAsync(In("empty"), []);
        var report = await client.VerifyAsync([Folder], null, Cancellation);
        Assert.Empty(report.Faults);
        Assert.Equal((3, 24, 2 * (Content.Length + 1)), (report.Files, report.Parts, report.Bytes));
        Assert.Equal(1, (await client.VerifyAsync([In("a"), In("a")], null, Cancellation)).Files);
        await StoreCalls.FailsAsync(DfsFault.NotFound, () => client.VerifyAsync([In("nothing")], null, Cancellation));
    }

    [Fact]
    public async Task A_flipped_bit_is_found_in_any_copy_contents_and_trailer()
    {
        var client = await ConnectAsync();
        List<(StorePath, int?, string?)> damaged = [];
        for (var at = 0; at < 8; at++)
        {
            // A file for each: what a node notices it mends by itself.
            var path = In($"{at}");
            var receipt = await client.PutBytesAsync(path, Content);
            var copy = PartsOnDisk.Of(Cluster, Folder, receipt.Content).OrderBy(file => (file.Node, file.Part)).ElementAt(at);
            copy.FlipBitAt(at % 2 == 0 ? 70_000 : new FileInfo(copy.File).Length - 10);
            damaged.Add((path, copy.Part, $"node{copy.Node}"));
        }

        var report = await client.VerifyAsync([Folder], null, Cancellation);
        Assert.Equal(damaged, report.Faults.Select(fault => (fault.Path, fault.Part, fault.Node)));
        Assert.Equal(8 * 8 - 8, report.Parts);
    }

    [Fact]
    public async Task A_node_that_is_away_leaves_its_parts_with_one_copy_and_health_says_so()
    {
        var client = await ConnectThroughLinksAsync();
        await client.PutBytesAsync(In("a"), Content);
        Assert.Equal(1, (await client.ListAsync(Folder, Cancellation)).Entries.Single().Survives);
        Links.Cut(2);
        var report = await client.VerifyAsync([Folder], null, Cancellation);
        Assert.Equal(2, report.Faults.Count);
        Assert.All(report.Faults, fault => Assert.Contains("only node", fault.Reason, StringComparison.Ordinal));
        Assert.Contains(report.NodeFaults, fault => fault.Node == "node2");
        Assert.Equal(0, (await client.ListAsync(Folder, Cancellation)).Entries.Single().Survives);
        Links.Cut(2, 3);
        Assert.Equal(-1, (await client.ListAsync(Folder, Cancellation)).Entries.Single().Survives);
    }
}
