using DfsAspire.Client.Sealing;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Placement;

namespace DfsAspire.Cluster.Tests;

/// <summary>The ten faults of the original, one test each: none of them is ours.</summary>
public sealed class TenFaultsTests(TestCluster cluster) : ClusterTest(cluster)
{
    [Fact]
    public async Task Fault_1_Overwriting_never_joins_stale_parts_with_new_ones()
    {
        var client = await ConnectThroughLinksAsync();
        var placements = new HashSet<int>();
        for (var version = 0; version < 10 || placements.Count < 4; version++)
        {
            var content = Bytes.Of(400, version);
            placements.Add(PlacementTable.PlacementOf(System.IO.Hashing.XxHash128.Hash(content)));
            Links.Cut(version % 5 is var down and > 0 ? [down] : []);
            await client.PutBytesAsync(In("file"), content);
            foreach (var readable in NodeSets.Readable)
            {
                Links.Cut(readable);
                Assert.Equal(content, await client.GetBytesAsync(In("file")));
            }
        }
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(2 * 1024 * 1024)]
    public async Task Fault_2_A_bad_part_on_node_1_and_another_on_node_2_do_no_harm(int size)
    {
        var client = await ConnectAsync();
        var content = Bytes.Of(size, 2);
        var receipt = await client.PutBytesAsync(In("file"), content);
        var x = PlacementTable.PlacementOf(System.IO.Hashing.XxHash128.Hash(content));
        foreach (var part in PartsOnDisk.Of(Cluster, Folder, receipt.Content))
        {
            var pair = PlacementTable.PartsOf(x, part.Node);
            if ((part.Node == 1 && part.Part == pair.First) || (part.Node == 2 && part.Part == pair.Second))
                part.FlipBitAt(3);
        }

        Assert.Equal(content, await client.GetBytesAsync(In("file")));
    }

    [Fact]
    public async Task Fault_3_A_torn_or_corrupt_part_is_not_listed_as_complete()
    {
        var client = await ConnectAsync();
        var torn = await client.PutBytesAsync(In("torn"), Bytes.Of(5000, 1));
        foreach (var part in PartsOnDisk.Of(Cluster, Folder, torn.Content).Where(part => part.Part == 1))
            part.Truncate(100);
        var corrupt = await client.PutBytesAsync(In("corrupt"), Bytes.Of(5000, 2));
        var session = await OpenSessionAsync();
        foreach (var part in PartsOnDisk.Of(Cluster, Folder, corrupt.Content).Where(part => part.Part == 2))
        {
            part.FlipBitAt(100);
            var check = await session.Nodes[part.Node - 1].AskAsync<CheckPart, CheckReply>("check", new CheckPart(default, corrupt.Content, 2), Cancellation);
            Assert.Equal(Status.PartDamaged, check.Outcome.Status);
        }

        await client.PutBytesAsync(In("whole"), Bytes.Of(5000, 3));
        var listed = (await client.ListAsync(Folder, Cancellation)).Entries.Select(entry => (entry.Path.Name, entry.IsComplete));
        Assert.Equal([("corrupt", false), ("torn", false), ("whole", true)], listed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(9)]
    public async Task Fault_4_Tiny_files_have_four_parts_like_any_other(int size)
    {
        var client = await ConnectThroughLinksAsync();
        var receipt = await client.PutBytesAsync(In("file"), Bytes.Of(size, size));
        Assert.Equal([1, 1, 2, 2, 3, 3, 4, 4], PartsOnDisk.Of(Cluster, Folder, receipt.Content).Select(part => part.Part).Order());
        foreach (var down in NodeSets.Readable)
        {
            Links.Cut(down);
            Assert.Equal(Bytes.Of(size, size), await client.GetBytesAsync(In("file")));
        }
    }

    [Fact]
    public async Task Fault_5_No_path_leads_out_of_the_users_folder()
    {
        foreach (var trick in new[] { "..", "../x", "a/../../x", "/etc/passwd", "a//b", "./a", "a\\b", "a\0b", "a\nb", "a/..", "\u001b[2J" })
            Assert.Throws<InvalidPathException>(() => StorePath.Parse(trick));

        // Legal, and harmless only if the node escapes them.
        string[] names = ["..%2f..%2fx", "~", "$(id)", "C:", "NUL", "a:stream", "...", ". .", ".dfs", "%00", "-rf"];
        var client = await ConnectAsync();
        var outside = Outside();
        foreach (var (name, i) in names.Select((name, i) => (name, i)))
        {
            await client.PutBytesAsync(In(name), [(byte)i]);
            await client.PutBytesAsync(In($"sub {i}").Combine(name).Combine("file"), [(byte)i]);
        }

        foreach (var (name, i) in names.Select((name, i) => (name, i)))
        {
            Assert.Equal([(byte)i], await client.GetBytesAsync(In(name)));
            Assert.Equal([(byte)i], await client.GetBytesAsync(In($"sub {i}").Combine(name).Combine("file")));
        }

        Assert.Equal(outside, Outside());
    }

    [Fact]
    public async Task Fault_6_A_flipped_bit_or_a_wrong_password_is_an_error_and_yields_nothing()
    {
        var client = await ConnectAsync();
        var receipt = await client.PutBytesAsync(In("file"), Bytes.Of(1000, 6));
        foreach (var part in PartsOnDisk.Of(Cluster, Folder, receipt.Content).Where(part => part.Part == 1))
            part.FlipBitAt(0);
        using var output = new MemoryStream();
        await StoreCalls.FailsAsync(DfsFault.Integrity, () => client.GetAsync(In("file"), output, null, Cancellation));
        Assert.Equal(0, output.Length);
        await StoreCalls.FailsAsync(DfsFault.WrongCredentials, () => Cluster.ConnectAsync("alice", TestCluster.AlicePassword + "?"));
    }

    [Fact]
    public async Task Fault_7_A_put_without_a_node_keeps_every_part_twice_and_says_what_it_lacks()
    {
        var client = await ConnectAsync();
        Cluster.Kill(2);
        var receipt = await client.PutBytesAsync(In("file"), Bytes.Of(1000, 7));
        Assert.Equal(["node1", "node3", "node4"], receipt.Nodes);
        Assert.Equal(["node2"], receipt.Faults.Select(fault => fault.Node));
        Assert.Equal(2, receipt.Loans);
        var parts = PartsOnDisk.Of(Cluster, Folder, receipt.Content);
        Assert.Equal([1, 1, 2, 2, 3, 3, 4, 4], parts.Select(part => part.Part).Order());
        Assert.Equal([1, 2, 3, 4], parts.Where(part => part.Node == 4).Select(part => part.Part).Order());
    }

    [Fact]
    public async Task Fault_8_A_crash_during_an_overwrite_leaves_the_old_or_the_new_version_whole()
    {
        var client = await ConnectThroughLinksAsync();
        var old = Bytes.Of(8 * 1024 * 1024, 8);
        var input = Local();
        await Bytes.WriteFileAsync(input, 24 * 1024 * 1024, 88);
        var renewed = await File.ReadAllBytesAsync(input, Cancellation);
        foreach (var share in new[] { 0, 0.5, 1 })
        {
            await client.PutBytesAsync(In("file"), old);
            // Two at once, so that the write cannot go round them.
            var kill = new OnProgress(share, () => Cluster.Kill(1, 4));
            await Assert.ThrowsAsync<DfsException>(() => client.PutFileAsync(In("file"), input, kill, Cancellation));
            await Cluster.RestoreAsync();
            var first = await client.GetBytesAsync(In("file"));
            Assert.True(first.SequenceEqual(old) || first.SequenceEqual(renewed), "neither the old nor the new version");
            foreach (var down in NodeSets.Readable)
            {
                Links.Cut(down);
                var again = await client.GetBytesAsync(In("file"));
                Assert.True(first.SequenceEqual(again), $"another version without {NodeSets.ToText(down)}");
            }

            Links.Cut();
        }
    }

    [Fact]
    public async Task Fault_9_A_new_password_loses_no_file()
    {
        var client = await ConnectAsync();
        var receipt = await client.PutBytesAsync(In("file"), Bytes.Of(1000, 9));
        var session = await OpenSessionAsync();
        using var changed = await PasswordKeys.DeriveAsync("a new password", PasswordDerivation.Create(), Cancellation);
        using var keyring = Keyring.Unwrap(session.Keyring.Wrap("alice", changed), "alice", session.Keyring.PublicKey.Span, changed);
        var view = await session.Reader.LookAsync(session.Begin(), In("file"), Cancellation);
        Assert.NotEmpty(view.KeyRecords);
        foreach (var record in view.KeyRecords)
        {
            using var keys = KeyRecord.Unwrap(record, receipt.Content.ToBytes(), keyring);
            Assert.Equal(receipt.Content.ToBytes(), keys.ContentId.ToArray());
        }
    }

    [Fact]
    public async Task Fault_10_Neither_password_nor_name_nor_content_crosses_the_wire_in_clear()
    {
        var tap = new Wiretap(Links);
        var content = Bytes.Of(100_000, 10);
        var client = await ConnectThroughLinksAsync();
        await client.PutBytesAsync(In("file"), content);
        Assert.Equal(content, await client.GetBytesAsync(In("file")));
        tap.AssertHeardNeither(TestCluster.AlicePassword, content);
        Assert.All(TestCluster.Numbers, node => Assert.False(tap.Heard(node, "alice") || tap.Heard(node, Folder.Value), $"node{node} heard a name"));
    }

    // Everything beside the user's own folders: on the volumes' level, and above it.
    private List<string> Outside() =>
    [
        .. TestCluster.Numbers.SelectMany(node => Directory.GetFileSystemEntries(Cluster.VolumeOf(node))),
        .. Directory.GetFileSystemEntries(Path.GetDirectoryName(Cluster.VolumeOf(1))!),
        .. TestCluster.Numbers.SelectMany(node => Directory.GetFileSystemEntries(Path.Combine(Cluster.VolumeOf(node), ".dfs"))).Where(file => !file.Contains("catalog", StringComparison.Ordinal)),
    ];
}
