using DfsAspire.Protocol.Placement;

namespace DfsAspire.Cluster.Tests;

/// <summary>The table "nodes down" holds also for what was written while one node was away.</summary>
public sealed class LoanTests(TestCluster cluster) : ClusterTest(cluster)
{
    private static readonly byte[] Old = Bytes.Of(500, 1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task What_was_written_without_this_node_is_read_with_every_set_of_nodes_that_may_be_down(int away)
    {
        var client = await ConnectThroughLinksAsync();
        List<(string Name, int[] Down, byte[] New)> cases = [];
        int[][] stillAway = [[away], [away, PlacementTable.Opposite(away)]];
        foreach (var down in NodeSets.Readable.Concat(stillAway))
            cases.Add(($"{cases.Count} then {NodeSets.ToText(down)}", down, Bytes.Of(100 + 70_000 * (cases.Count % 2), cases.Count)));

        // A path of its own for each: reading finishes what it finds, so that only the first reader sees the gap.
        foreach (var (name, _, _) in cases)
            await client.PutBytesAsync(In(name), Old);
        Links.Cut(away);
        foreach (var (name, _, content) in cases)
            Assert.Equal(2, (await client.PutBytesAsync(In(name), content)).Loans);
        foreach (var (name, down, content) in cases)
        {
            Links.Cut(down);
            var listing = await client.ListAsync(Folder, Cancellation);
            Assert.All(listing.Entries.Where(entry => entry.Length != Old.Length), entry => Assert.True(entry.IsComplete, $"{entry.Path} without {NodeSets.ToText(down)}"));
            Assert.Equal(content.Length, listing.Entries.Single(entry => entry.Path.Name == name).Length);
            var got = await client.GetBytesAsync(In(name));
            Assert.True(content.SequenceEqual(got), $"{name}: not the new content");
        }

        // By now the node that was away has heard of all; whoever is down, nothing old comes back.
        foreach (var down in NodeSets.Readable)
        {
            Links.Cut(down);
            foreach (var (name, _, content) in cases)
                Assert.Equal(content, await client.GetBytesAsync(In(name)));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task What_was_deleted_without_this_node_stays_deleted(int away)
    {
        var client = await ConnectThroughLinksAsync();
        foreach (var down in NodeSets.Readable)
            await client.PutBytesAsync(In(NodeSets.ToText(down)), Old);
        Links.Cut(away);
        foreach (var down in NodeSets.Readable)
            await client.DeleteAsync(In(NodeSets.ToText(down)), Cancellation);
        foreach (var down in NodeSets.Readable)
        {
            Links.Cut(down);
            Assert.Empty((await client.ListAsync(Folder, Cancellation)).Entries);
            await StoreCalls.FailsAsync(DfsFault.NotFound, () => client.GetBytesAsync(In(NodeSets.ToText(down))));
        }
    }

    [Fact]
    public async Task An_overwritten_file_is_the_new_one_whichever_node_is_down()
    {
        var client = await ConnectThroughLinksAsync();
        for (var version = 0; version < 8; version++)
        {
            Links.Cut();
            var content = Bytes.Of(1000 + 70_000 * (version % 2), version);
            await client.PutBytesAsync(In("file"), content);
            foreach (var down in NodeSets.Readable)
            {
                Links.Cut(down);
                Assert.Equal(content, await client.GetBytesAsync(In("file")));
            }
        }
    }

    [Fact]
    public async Task Versions_written_without_one_node_after_the_other_do_not_come_back()
    {
        var client = await ConnectThroughLinksAsync();
        for (var version = 0; version < 12; version++)
        {
            Links.Cut(version % 4 + 1);
            var content = Bytes.Of(1000, version);
            await client.PutBytesAsync(In("file"), content);
            Links.Cut((version + 1) % 4 + 1);
            Assert.Equal(content, await client.GetBytesAsync(In("file")));
        }
    }
}
