using DfsAspire.Client.Connections;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Placement;

namespace DfsAspire.Cluster.Tests;

/// <summary>Nodes that were away, lost something or hold something damaged become whole by themselves.</summary>
public sealed class RepairTests(RepairingCluster cluster) : ClusterTest(cluster), IClassFixture<RepairingCluster>
{
    private static readonly byte[] Old = Bytes.Of(3000, 1);
    private static readonly byte[] New = Bytes.Of(5000, 2);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_node_that_was_away_gets_what_it_missed_and_loans_go_home(int away)
    {
        var client = await ConnectAsync();
        await client.PutBytesAsync(In("changed"), Old);
        await client.PutBytesAsync(In("deleted"), Old);
        Cluster.Kill(away);
        var changed = await client.PutBytesAsync(In("changed"), New);
        var made = await client.PutBytesAsync(In("new"), New);
        await client.DeleteAsync(In("deleted"), Cancellation);
        Assert.Equal(2, changed.Loans);
        await Cluster.RestoreAsync();

        await IsHomeAsync(changed.Content);
        await IsHomeAsync(made.Content);
        // With the node opposite, which had the loans, gone as well as each other one.
        foreach (var down in TestCluster.Numbers.Where(node => node != away))
        {
            Cluster.Kill(down);
            await using var reader = await Cluster.ConnectAsync();
            Assert.Equal(New, await reader.GetBytesAsync(In("changed")));
            Assert.Equal(New, await reader.GetBytesAsync(In("new")));
            await StoreCalls.FailsAsync(DfsFault.NotFound, () => reader.GetBytesAsync(In("deleted")));
            await Cluster.RestoreAsync();
        }
    }

    [Fact]
    public async Task A_part_file_that_is_gone_comes_back()
    {
        var client = await ConnectAsync();
        var receipt = await client.PutBytesAsync(In("file"), New);
        foreach (var lost in PartsOnDisk.Of(Cluster, Folder, receipt.Content))
        {
            var before = await File.ReadAllBytesAsync(lost.File, Cancellation);
            File.Delete(lost.File);
            await ScrubAsync(lost.Node);
            Assert.Equal(before, await File.ReadAllBytesAsync(lost.File, Cancellation));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(700)]
    [InlineData(-1)]
    [InlineData(-100)]
    public async Task A_damaged_part_file_is_found_by_the_scrub_and_mended(int offset)
    {
        var client = await ConnectAsync();
        var receipt = await client.PutBytesAsync(In("file"), New);
        foreach (var part in PartsOnDisk.Of(Cluster, Folder, receipt.Content))
        {
            var before = await File.ReadAllBytesAsync(part.File, Cancellation);
            part.FlipBitAt(offset < 0 ? before.Length + offset : offset);
            await ScrubAsync(part.Node);
            Assert.Equal(before, await File.ReadAllBytesAsync(part.File, Cancellation));
        }

        Assert.Equal(New, await client.GetBytesAsync(In("file")));
    }

    [Fact]
    public async Task A_part_damaged_in_both_copies_stays_an_error_and_spreads_nowhere()
    {
        var client = await ConnectAsync();
        var receipt = await client.PutBytesAsync(In("file"), New);
        var damaged = PartsOnDisk.Of(Cluster, Folder, receipt.Content).Where(part => part.Part == 2).ToList();
        foreach (var part in damaged)
            part.FlipBitAt(5);
        foreach (var part in damaged)
            await ScrubAsync(part.Node);
        await StoreCalls.FailsAsync(DfsFault.Incomplete, () => client.GetBytesAsync(In("file")));

        // One good copy is enough for both to come back.
        damaged[0].FlipBitAt(5);
        await using var session = await OpenSessionAsync();
        var reply = await session.Nodes[damaged[0].Node - 1].AskAsync<CheckPart, CheckReply>("check", new CheckPart(default, receipt.Content, 2), Cancellation);
        Assert.Equal(Status.Ok, reply.Outcome.Status);
        await IsHomeAsync(receipt.Content);
        Assert.Equal(New, await client.GetBytesAsync(In("file")));
    }

    [Fact]
    public async Task A_commit_that_reached_one_node_is_finished_without_any_reader()
    {
        var client = await ConnectAsync();
        await client.PutBytesAsync(In("file"), Old);
        var file = Local();
        await File.WriteAllBytesAsync(file, New, Cancellation);
        await using var session = await OpenSessionAsync();
        var write = await HalfDoneWrite.StageAsync(session, In("file"), file);
        Assert.Equal(Status.Ok, await write.CommitAsync(3));
        foreach (var node in session.Nodes)
            await Eventually.TrueAsync($"{node.Node.Name} holds the new version", RepairingCluster.Patience, async () =>
                (await StateAsync(node, In("file"))).Entry!.Entry.Content == write.Content);
        Assert.Equal(New, await client.GetBytesAsync(In("file")));
    }

    [Fact]
    public async Task An_account_made_while_a_node_was_away_is_there_before_it_takes_writes()
    {
        Cluster.Kill(2);
        var options = Cluster.Options(ReservedAdministrator, TestCluster.AdministratorSecret);
        await using (var administrator = await StoreSession.OpenAsync(options, Cancellation))
            await new Client.Accounts.AccountWriter(administrator).EnsureAsync("carol", "carol's own password", Cancellation);
        await Cluster.RestoreAsync();
        await using var carol = await Cluster.ConnectAsync("carol", "carol's own password");
        var receipt = await carol.PutBytesAsync(StorePath.Parse("file"), New);
        Assert.Equal(["node1", "node2", "node3", "node4"], receipt.Nodes);
        Assert.Empty(receipt.Faults);
    }

    private const string ReservedAdministrator = Protocol.Accounts.ReservedNames.Administrator;

    // Every part on both nodes it belongs to and nowhere else, by what lies on the disks and by what the nodes say.
    private Task IsHomeAsync(ContentId content) => Eventually.TrueAsync("every part is home", RepairingCluster.Patience, async () =>
    {
        var parts = PartsOnDisk.Of(Cluster, Folder, content);
        if (parts.Count != 8 || parts.GroupBy(part => part.Part).Any(copies => copies.Count() != 2))
            return false;
        await using var session = await OpenSessionAsync();
        foreach (var part in parts)
        {
            var reply = await session.Nodes[part.Node - 1].AskAsync<CheckPart, CheckReply>("check", new CheckPart(default, content, part.Part), Cancellation);
            if (!reply.Outcome.IsOk)
                return false;
        }

        return parts.GroupBy(part => part.Node).All(own => own.Count() == 2)
            && parts.All(part => parts.Any(other => other.Part == part.Part && PlacementTable.Opposite(part.Node) != other.Node && other.Node != part.Node));
    });

    private async Task ScrubAsync(int node)
    {
        await using var session = await OpenSessionAsync();
        var reply = await session.Nodes[node - 1].AskAsync<RepairNow, RepairReply>("repair", new RepairNow(default, Scrub: true), Cancellation);
        Assert.True(reply.Outcome.IsOk, reply.Outcome.Text);
    }

    private static Task<StateReply> StateAsync(NodeClient node, StorePath path) =>
        node.AskAsync<GetState, StateReply>("state", new GetState(default, path), Cancellation);
}
