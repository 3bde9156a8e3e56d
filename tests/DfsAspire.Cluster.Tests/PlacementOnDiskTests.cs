using DfsAspire.Protocol.Placement;

namespace DfsAspire.Cluster.Tests;

public sealed class PlacementOnDiskTests(TestCluster cluster) : ClusterTest(cluster)
{
    [Fact]
    public async Task Two_files_are_sixteen_part_files_in_the_users_folder()
    {
        var client = await ConnectAsync();
        PutReceipt[] receipts = [await client.PutBytesAsync(In("one"), Bytes.Of(1000, 1)), await client.PutBytesAsync(In("two"), Bytes.Of(300_000, 2))];
        Assert.Equal(16, PartsOnDisk.In(Cluster, Folder).Count);
        foreach (var receipt in receipts)
        {
            var parts = PartsOnDisk.Of(Cluster, Folder, receipt.Content);
            Assert.Equal(8, parts.Count);
            for (var part = 1; part <= 4; part++)
                Assert.Equal(
                    receipt.Holders[part - 1].Order(),
                    parts.Where(file => file.Part == part).Select(file => $"node{file.Node}").Order());
        }
    }

    [Fact]
    public async Task Every_placement_follows_the_table_of_the_original()
    {
        var client = await ConnectAsync();
        var seen = new HashSet<int>();
        for (var seed = 0; seen.Count < 4; seed++)
        {
            Assert.True(seed < 100, "A hundred contents met fewer than four placements.");
            var content = Bytes.Of(100, seed);
            var x = PlacementTable.PlacementOf(System.IO.Hashing.XxHash128.Hash(content));
            if (!seen.Add(x))
                continue;
            var receipt = await client.PutBytesAsync(In($"{x}"), content);
            foreach (var node in TestCluster.Numbers)
            {
                var pair = PlacementTable.PartsOf(x, node);
                var held = PartsOnDisk.Of(Cluster, Folder, receipt.Content).Where(part => part.Node == node).Select(part => part.Part);
                Assert.Equal(new[] { pair.First, pair.Second }.Order(), held.Order());
            }
        }
    }

    [Fact]
    public async Task No_part_file_holds_a_run_of_the_plaintext()
    {
        var client = await ConnectAsync();
        var content = Bytes.Of(200_000, 3);
        var receipt = await client.PutBytesAsync(In("secret"), content);
        foreach (var part in PartsOnDisk.Of(Cluster, Folder, receipt.Content))
        {
            var stored = await File.ReadAllBytesAsync(part.File, Cancellation);
            for (var at = 0; at + 8 <= content.Length; at += 61)
                Assert.True(stored.AsSpan().IndexOf(content.AsSpan(at, 8)) < 0, $"{part} holds the plaintext at {at}.");
        }
    }
}
