using System.Diagnostics;

namespace DfsAspire.Cluster.Tests;

/// <summary>Nodes that go away, or fall silent, in the middle of a transfer.</summary>
public sealed class LostMidwayTests(TestCluster cluster) : ClusterTest(cluster)
{
    private const long Large = 64L * 1024 * 1024;

    // Of the 32 MiB that go to each node: lost at this very byte, not when a progress bar happens to say so.
    private const long Midway = 8L * 1024 * 1024;

    // Ten seconds of silence, and what moving the bytes takes on a busy machine.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(45);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_put_goes_on_when_a_node_is_killed_midway(int lost)
    {
        var (input, output) = (Local(), Local());
        var hash = await Bytes.WriteFileAsync(input, Large, seed: lost);
        var client = await ConnectThroughLinksAsync();
        await client.MakeFolderAsync(Folder, Cancellation);
        Links.To(lost).At(Midway, () => Cluster.Kill(lost));
        var receipt = await client.PutFileAsync(In("file"), input, null, Cancellation);
        AssertWithout(lost, receipt);
        await client.GetFileAsync(In("file"), output, null, Cancellation);
        Assert.Equal(hash, await Bytes.HashFileAsync(output));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_get_goes_on_when_a_node_is_killed_midway(int lost)
    {
        var (input, output) = (Local(), Local());
        // What the system has buffered still arrives after the kill, so each part is larger than that.
        var hash = await Bytes.WriteFileAsync(input, 2 * Large, seed: lost);
        var client = await ConnectThroughLinksAsync();
        await client.PutFileAsync(In("file"), input, null, Cancellation);
        Links.To(lost).At(1024 * 1024, () => Cluster.Kill(lost));
        var receipt = await client.GetFileAsync(In("file"), output, null, Cancellation);
        Assert.Contains(receipt.Faults, fault => fault.Node == $"node{lost}");
        Assert.Equal(hash, await Bytes.HashFileAsync(output));
    }

    [Fact]
    public async Task A_get_into_a_stream_goes_on_when_nodes_are_killed_one_after_the_other()
    {
        var input = Local();
        var hash = await Bytes.WriteFileAsync(input, Large, seed: 9);
        var client = await ConnectAsync();
        await client.PutFileAsync(In("file"), input, null, Cancellation);
        await using var output = File.Create(Local());
        // Parts come one after the other from four nodes; within the first, both losses are still to come.
        await using var acting = new StreamThatActs(output, Large / 10, () => Cluster.Kill(1, 3));
        var receipt = await client.GetAsync(In("file"), acting, null, Cancellation);
        Assert.NotEmpty(receipt.Faults);
        await output.DisposeAsync();
        Assert.Equal(hash, await Bytes.HashFileAsync(output.Name));
    }

    [Fact]
    public async Task A_long_get_goes_on_with_nodes_that_have_come_back()
    {
        var input = Local();
        var hash = await Bytes.WriteFileAsync(input, Large, seed: 10);
        var client = await ConnectThroughLinksAsync();
        await client.PutFileAsync(In("file"), input, null, Cancellation);
        await using var output = File.Create(Local());
        // Within the first part, of which two neighbours have a copy.
        await using var acting = new StreamThatActs(
            output, [.. Enumerable.Range(1, 4).Select(step => (Large * step / 20, (Action)(() => Links.Cut(step % 2 == 0 ? [1, 3] : [2, 4]))))]);
        var receipt = await client.GetAsync(In("file"), acting, null, Cancellation);
        await output.DisposeAsync();
        Links.Cut();
        Assert.True(receipt.Faults.Count >= 3, string.Join("; ", receipt.Faults));
        Assert.Equal(hash, await Bytes.HashFileAsync(output.Name));
    }

    [Fact]
    public async Task A_get_goes_back_to_the_only_node_that_has_a_part_although_its_connection_broke_in_another()
    {
        const int FileBytes = 4 * 1024 * 1024;
        var client = await ConnectThroughLinksAsync();
        var content = await PutWhereAsync(client, FileBytes, holders => holders[1].SequenceEqual(["node1", "node2"]) && holders[2].SequenceEqual(["node2", "node3"]));
        // Part 2 goes on at node 1. Part 3 lies on node 2 alone by then, and that has failed the command.
        Links.Cut(3);
        Links.To(2).At(FileBytes / 16, () =>
        {
            Links.Cut(2, 3);
            Links.Cut(3);
        });
        await using var output = new MemoryStream();
        var receipt = await client.GetAsync(In("file"), output, null, Cancellation);
        Assert.Contains(receipt.Faults, fault => fault.Node == "node2");
        Assert.Equal(content, output.ToArray());
    }

    [Fact]
    public async Task A_get_asks_a_node_that_was_away_when_it_began_and_has_come_back()
    {
        const int FileBytes = 4 * 1024 * 1024;
        var client = await ConnectThroughLinksAsync();
        var content = await PutWhereAsync(client, FileBytes, holders => holders[0].SequenceEqual(["node1", "node4"]) && holders[1].SequenceEqual(["node1", "node2"]));
        Links.Cut(1);
        await using var output = File.Create(Local());
        // In part 1, which comes from node 4. Of part 2 there is the copy of node 1 alone by then.
        await using var acting = new StreamThatActs(output, FileBytes / 8, () => Links.Cut(2));
        await client.GetAsync(In("file"), acting, null, Cancellation);
        await output.DisposeAsync();
        Assert.Equal(content, await File.ReadAllBytesAsync(output.Name, Cancellation));
    }

    [Fact]
    public async Task A_put_goes_on_when_a_node_falls_silent_midway()
    {
        var (input, output) = (Local(), Local());
        var hash = await Bytes.WriteFileAsync(input, Large, seed: 5);
        var client = await ConnectThroughLinksAsync();
        await client.MakeFolderAsync(Folder, Cancellation);
        var clock = Stopwatch.StartNew();
        Links.To(2).At(Midway, () => Cluster.Node(2).Freeze());
        var receipt = await client.PutFileAsync(In("file"), input, null, Cancellation);
        AssertWithout(2, receipt);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Bound);
        await client.GetFileAsync(In("file"), output, null, Cancellation);
        Assert.Equal(hash, await Bytes.HashFileAsync(output));
    }

    [Fact]
    public async Task A_get_goes_on_when_a_node_falls_silent_midway()
    {
        var (input, output) = (Local(), Local());
        var hash = await Bytes.WriteFileAsync(input, 2 * Large, seed: 6);
        var client = await ConnectThroughLinksAsync();
        await client.PutFileAsync(In("file"), input, null, Cancellation);
        var clock = Stopwatch.StartNew();
        Links.To(3).At(1024 * 1024, () => Cluster.Node(3).Freeze());
        var receipt = await client.GetFileAsync(In("file"), output, null, Cancellation);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Bound);
        Assert.Contains(receipt.Faults, fault => fault.Node == "node3");
        Assert.Equal(hash, await Bytes.HashFileAsync(output));
    }

    [Fact]
    public async Task A_silent_node_holds_no_command_up()
    {
        var client = await ConnectAsync();
        await client.PutBytesAsync(In("file"), [1]);
        Cluster.Node(1).Freeze();
        var clock = Stopwatch.StartNew();
        await using var newcomer = await Cluster.ConnectAsync();
        foreach (var each in new[] { client, newcomer })
        {
            var content = Bytes.Of(100_000, each == client ? 1 : 2);
            AssertWithout(1, await each.PutBytesAsync(In("file"), content));
            Assert.Equal(content, await each.GetBytesAsync(In("file")));
            Assert.Single((await each.ListAsync(Folder, Cancellation)).Entries);
        }

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Bound);
    }

    [Fact]
    public async Task A_put_that_meets_one_node_away_after_the_other_is_tried_again()
    {
        var (input, output) = (Local(), Local());
        var hash = await Bytes.WriteFileAsync(input, Large, seed: 12);
        var client = await ConnectThroughLinksAsync();
        await client.MakeFolderAsync(Folder, Cancellation);
        Links.Cut(1);
        // Three nodes are up at every moment, and two of the four have failed the command.
        Links.To(3).At(Midway, () => Links.Cut(3));
        AssertWithout(3, await client.PutFileAsync(In("file"), input, null, Cancellation));
        Links.Cut();
        await client.GetFileAsync(In("file"), output, null, Cancellation);
        Assert.Equal(hash, await Bytes.HashFileAsync(output));
    }

    [Fact]
    public async Task A_put_that_loses_two_nodes_midway_changes_nothing()
    {
        var input = Local();
        await Bytes.WriteFileAsync(input, Large, seed: 7);
        var client = await ConnectThroughLinksAsync();
        await client.PutBytesAsync(In("file"), [1]);
        Links.To(2).At(Midway, () => Cluster.Kill(2, 3));
        var refused = await StoreCalls.FailsAsync(DfsFault.QuorumRefused, () => client.PutFileAsync(In("file"), input, null, Cancellation));
        Assert.Contains("was not changed", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(PartsOnDisk.In(Cluster, Folder), part => part.Node is 1 or 4 && new FileInfo(part.File).Length > 1024 * 1024);
        await Cluster.RestoreAsync();
        Assert.Equal([1], await client.GetBytesAsync(In("file")));
    }

    // Where parts lie follows from what is in them.
    private async Task<byte[]> PutWhereAsync(DfsClient client, int bytes, Func<IReadOnlyList<IReadOnlyList<string>>, bool> isWanted)
    {
        for (var seed = 20; seed < 60; seed++)
        {
            var content = Bytes.Of(bytes, seed);
            var receipt = await client.PutBytesAsync(In("file"), content);
            if (isWanted([.. receipt.Holders.Select(holders => holders.Order(StringComparer.Ordinal).ToList())]))
                return content;
        }

        throw new InvalidOperationException("No content lies as it should.");
    }

    private static void AssertWithout(int lost, PutReceipt receipt)
    {
        Assert.Equal(TestCluster.Numbers.Where(number => number != lost).Select(number => $"node{number}"), receipt.Nodes);
        Assert.Equal([$"node{lost}"], receipt.Faults.Select(fault => fault.Node).Distinct());
        Assert.All(receipt.Holders, holders => Assert.Equal(2, holders.Count));
        Assert.True(receipt.Loans >= 2, $"{receipt.Loans} loans");
    }
}
