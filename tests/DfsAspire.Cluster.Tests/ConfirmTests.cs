using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Cluster.Tests;

/// <summary>Parts that came back from one other node count as unconfirmed until their user has read them.</summary>
public sealed class ConfirmTests(OwnCluster cluster) : ClusterTest(cluster), IClassFixture<OwnCluster>
{
    private static readonly byte[] Contents = Bytes.Of(5000, 1);

    [Fact]
    public async Task A_get_confirms_the_parts_that_it_reads_and_a_verification_all_others()
    {
        var client = await ConnectAsync();
        var receipt = await client.PutBytesAsync(In("file"), Contents);
        // A small file is read from nodes 1 and 3.
        await LoseAndRepairAsync(client, receipt.Content, 1);
        await LoseAndRepairAsync(client, receipt.Content, 2);
        Assert.Equal((long[])[2, 2, 0, 0], await UnconfirmedAsync(client));

        Assert.Equal(Contents, await client.GetBytesAsync(In("file")));
        Assert.Equal((long[])[0, 2, 0, 0], await UnconfirmedAsync(client));

        Assert.Empty((await client.VerifyAsync([In("file")], null, Cancellation)).Faults);
        Assert.Equal((long[])[0, 0, 0, 0], await UnconfirmedAsync(client));
    }

    [Fact]
    public async Task A_part_that_does_not_open_is_not_confirmed_nor_one_of_which_only_the_rest_was_read()
    {
        var client = await ConnectAsync();
        var receipt = await client.PutBytesAsync(In("file"), Contents);
        await LoseAndRepairAsync(client, receipt.Content, 1);
        var before = await UnconfirmedAsync(client);
        var parts = PartsOnDisk.Of(Cluster, Folder, receipt.Content).Where(part => part.Node == 1).ToList();
        foreach (var part in parts)
            part.FlipBitAt(5);
        var (contents, got) = await client.GetAllAsync(In("file"));
        Assert.Equal(Contents, contents);
        Assert.Equal(2, got.Faults.Count);
        Assert.Equal(before, await UnconfirmedAsync(client));

        foreach (var part in parts)
            part.FlipBitAt(5);
        await client.VerifyAsync([In("file")], null, Cancellation);
        Assert.Equal(before[0] - 2, (await UnconfirmedAsync(client))[0]);
    }

    [Fact]
    public async Task Nobody_confirms_the_parts_of_others()
    {
        var client = await ConnectAsync();
        var receipt = await client.PutBytesAsync(In("file"), Contents);
        await LoseAndRepairAsync(client, receipt.Content, 3);
        var before = await UnconfirmedAsync(client);
        await using var bob = await OpenSessionAsync("bob", TestCluster.BobPassword);
        await using var alice = await OpenSessionAsync();
        foreach (var part in PartsOnDisk.Of(Cluster, Folder, receipt.Content).Where(part => part.Node == 3))
        {
            var since = await SinceAsync(alice.Nodes[2], receipt.Content, part.Part);
            Assert.True(since > 0);
            var reply = await bob.Nodes[2].AskAsync<ConfirmParts, ConfirmReply>(
                "confirm", new ConfirmParts(default, [new AuthenticPart(receipt.Content, part.Part, since)]), Cancellation);
            Assert.True(reply.Outcome.IsOk);
        }

        Assert.Equal(before, await UnconfirmedAsync(client));
        await client.GetBytesAsync(In("file"));
        Assert.Equal(before[2] - 2, (await UnconfirmedAsync(client))[2]);
    }

    private async Task LoseAndRepairAsync(DfsClient client, ContentId content, int node)
    {
        foreach (var part in PartsOnDisk.Of(Cluster, Folder, content).Where(part => part.Node == node))
            File.Delete(part.File);
        Assert.True((await client.RepairAsync(withScrub: true, Cancellation)).IsWhole);
    }

    private static async Task<IReadOnlyList<long>> UnconfirmedAsync(DfsClient client) =>
        [.. (await client.GetStatusAsync(Cancellation)).Nodes.Select(node => node.Status!.PartsUnconfirmed)];

    private static async Task<long> SinceAsync(Client.Connections.NodeClient node, ContentId content, int part)
    {
        var connection = await node.Pool.RentAsync(Cancellation);
        await using (connection)
            return (await connection.AskAsync<FetchPart, FetchReply>(new FetchPart(default, content, part, 0, -1), Cancellation)).Unconfirmed;
    }
}
