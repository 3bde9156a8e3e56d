using DfsAspire.Protocol.Messages;

namespace DfsAspire.Cluster.Tests;

/// <summary>Damage in whatever lies on a volume, in a store that repairs itself: every byte comes back, and everything is whole again.</summary>
public sealed class DamagedVolumeTests(RepairingCluster cluster) : ClusterTest(cluster), IClassFixture<RepairingCluster>
{
    private static readonly byte[] Contents = Bytes.Of(40, 1);

    [Fact]
    public async Task Parts_with_a_bit_turned_over_anywhere_come_back_whole()
    {
        var client = await ConnectAsync();
        var receipt = await client.PutBytesAsync(In("file"), Contents);
        var sound = new Dictionary<PartOnDisk, byte[]>();
        foreach (var part in PartsOnDisk.Of(Cluster, Folder, receipt.Content))
            sound[part] = await File.ReadAllBytesAsync(part.File, Cancellation);
        // One copy of each part is damaged at a time, on all four nodes at once, and each offset once.
        var first = sound.Keys.GroupBy(part => part.Part).Select(copies => copies.First()).ToList();
        var second = sound.Keys.Except(first).ToList();
        for (var at = 0; at < 40; at++)
        {
            foreach (var part in at % 2 == 0 ? first : second)
                part.FlipBitAt((long)at * sound[part].Length / 40);
            Assert.Equal(Contents, await client.GetBytesAsync(In("file")));
            Assert.True((await client.RepairAsync(withScrub: true, Cancellation)).IsWhole);
            foreach (var (part, bytes) in sound)
                Assert.Equal(bytes, await File.ReadAllBytesAsync(part.File, Cancellation));
        }

        Assert.Empty((await client.VerifyAsync([In("file")], null, Cancellation)).Faults);
    }

    [Theory]
    [InlineData("", 3)]
    [InlineData("-wal", 2)]
    public async Task A_catalog_or_its_log_with_bits_turned_over_is_made_whole_from_the_others(string end, int node)
    {
        var client = await ConnectAsync();
        for (var i = 0; i < 5; i++)
            await client.PutBytesAsync(In($"{i}"), Contents);
        await IsToldAsync(node);
        // A node that is stopped in the ordinary way leaves no log, one that is killed does.
        if (end.Length == 0)
            await Cluster.StopAsync(node);
        else
            Cluster.Kill(node);
        var file = Path.Combine(Cluster.VolumeOf(node), ".dfs", $"catalog.db{end}");
        var bytes = await File.ReadAllBytesAsync(file, Cancellation);
        for (var at = 1000; at < bytes.Length; at += 1000)
            bytes[at] ^= 4;
        await File.WriteAllBytesAsync(file, bytes, Cancellation);
        await client.DeleteAsync(In("4"), Cancellation);
        await Cluster.RestoreAsync();

        await Eventually.TrueAsync("the node has everything again", RepairingCluster.Patience, async () =>
            (await client.RepairAsync(withScrub: true, Cancellation)) is { IsWhole: true } repaired
            && repaired.After.Nodes.Select(report => report.Status!.Parts - report.Status.PartsOnLoan).Distinct().Count() == 1);
        Assert.Matches("is older than others remember|joins them and copies their catalogs", Cluster.Node(node).Output);
        foreach (var down in TestCluster.Numbers.Where(other => other != node))
        {
            Cluster.Kill(down);
            await using (var reader = await Cluster.ConnectAsync())
            {
                for (var i = 0; i < 4; i++)
                    Assert.Equal(Contents, await reader.GetBytesAsync(In($"{i}")));
                await StoreCalls.FailsAsync(DfsFault.NotFound, () => reader.GetBytesAsync(In("4")));
            }

            await Cluster.RestoreAsync();
        }
    }

    [Fact]
    public async Task A_damaged_loan_is_mended_and_goes_home()
    {
        var client = await ConnectAsync();
        Cluster.Kill(1);
        var receipt = await client.PutBytesAsync(In("file"), Contents);
        Assert.Equal(2, receipt.Loans);
        // Node 3 has all four parts now; two of them are node 1's.
        foreach (var part in PartsOnDisk.Of(Cluster, Folder, receipt.Content).Where(part => part.Node == 3))
            part.FlipBitAt(3);
        await Cluster.RestoreAsync();
        await Eventually.TrueAsync("everything is whole and at home", RepairingCluster.Patience, async () =>
            (await client.RepairAsync(withScrub: true, Cancellation)) is { IsWhole: true } repaired && repaired.After.Nodes.All(node => node.Status!.PartsOnLoan == 0));
        Assert.Empty((await client.VerifyAsync([In("file")], null, Cancellation)).Faults);
        Assert.Equal(8, PartsOnDisk.Of(Cluster, Folder, receipt.Content).Count);
        foreach (var down in TestCluster.Numbers)
        {
            Cluster.Kill(down);
            await using (var reader = await Cluster.ConnectAsync())
                Assert.Equal(Contents, await reader.GetBytesAsync(In("file")));
            await Cluster.RestoreAsync();
        }
    }

    [Fact]
    public async Task A_file_that_nobody_asks_for_goes_with_a_scrub_and_a_young_one_is_counted()
    {
        var client = await ConnectAsync();
        var receipt = await client.PutBytesAsync(In("file"), Contents);
        var part = PartsOnDisk.Of(Cluster, Folder, receipt.Content).First(part => part.Node == 2);
        var name = part.File.Replace(receipt.Content.ToString(), Guid.NewGuid().ToString("N"), StringComparison.Ordinal);
        File.Copy(part.File, name);
        Assert.Equal(1, (await ScrubAsync(client)).StrayFiles);
        Assert.True(File.Exists(name));
        File.SetLastWriteTimeUtc(name, DateTime.UtcNow.AddDays(-2));
        Assert.Equal(0, (await ScrubAsync(client)).StrayFiles);
        Assert.False(File.Exists(name));
        Assert.Equal(8, PartsOnDisk.Of(Cluster, Folder, receipt.Content).Count);
    }

    private static async Task<NodeStatus> ScrubAsync(DfsClient client) => (await client.RepairAsync(withScrub: true, Cancellation)).After.Nodes[1].Status!;

    // What the others do not remember they cannot miss: a node tells how far it is with each round.
    private async Task IsToldAsync(int node)
    {
        await using var session = await OpenSessionAsync();
        var asked = session.Nodes[node - 1];
        for (var round = 0; round < 2; round++)
            Assert.True((await asked.AskAsync<RepairNow, RepairReply>("repair", new RepairNow(default, Scrub: false), Cancellation)).Outcome.IsOk);
    }
}
