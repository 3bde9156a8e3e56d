using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Node.Tests.Sessions;

public sealed class RequestTests
{
    private static readonly RequestHeader NoHeader = TestConnection.NoHeader;

    [Fact]
    public async Task A_write_becomes_visible_with_its_commit()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);
        var file = new TestFile(node.Alice, "docs/report.pdf", 2000);
        foreach (var part in file.PartsHere)
            await client.StageAsync(file.Stage(part), file.Part(part));

        var stamped = await client.AskAsync<PlaceStamp, StampReply>(file.PlaceStamp);
        var before = await client.AskAsync<GetState, StateReply>(new GetState(NoHeader, file.Path));
        var commit = await client.AskAsync<Commit, CommitReply>(new Commit(NoHeader, file.Entry, file.KeyRecord, before.View.Ticket));
        var after = await client.AskAsync<GetState, StateReply>(new GetState(NoHeader, file.Path));

        Assert.Equal((Status.Ok, Stamp.None), (stamped.Outcome.Status, stamped.Highest));
        Assert.Null(before.Entry);
        Assert.Equal(file.Stamp, before.Highest);
        Assert.Equal((Status.Ok, file.Stamp), (commit.Outcome.Status, commit.Committed));
        Assert.Equal(file.Stamp, after.Entry?.Entry.Stamp);
        Assert.Equal(file.KeyRecord, after.KeyRecord.ToArray());
        Assert.All(file.PartsHere, part => Assert.True(after.Held.Holds(part)));
    }

    [Fact]
    public async Task A_commit_without_its_parts_is_refused_in_its_own_reply_with_the_view()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);
        var file = new TestFile(node.Alice, "a", 10);
        var ticket = await TicketAsync(client);

        var reply = await client.AskAsync<Commit, CommitReply>(new Commit(NoHeader, file.Entry, file.KeyRecord, ticket));

        Assert.Equal(Status.NotStaged, reply.Outcome.Status);
        Assert.NotEqual(0, reply.View.Incarnation);
    }

    [Fact]
    public async Task A_finish_is_taken_without_the_parts()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);
        var file = new TestFile(node.Alice, "a", 10);

        var reply = await client.AskAsync<Finish, FinishReply>(new Finish(NoHeader, file.Entry, file.KeyRecord, await TicketAsync(client)));
        var state = await client.AskAsync<GetState, StateReply>(new GetState(NoHeader, file.Path));

        Assert.Equal((Status.Ok, file.Stamp), (reply.Outcome.Status, reply.Committed));
        Assert.Equal(0, state.Held.Mask);
    }

    [Theory]
    [InlineData(-61_000)]
    [InlineData(3_600_000)]
    public async Task A_ticket_that_is_old_or_of_the_future_is_refused(long off)
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);
        var file = new TestFile(node.Alice, "a", 10);
        var ticket = await TicketAsync(client) + off;

        var commit = await client.AskAsync<Commit, CommitReply>(new Commit(NoHeader, file.Entry, file.KeyRecord, ticket));
        var finish = await client.AskAsync<Finish, FinishReply>(new Finish(NoHeader, file.Entry, file.KeyRecord, ticket));

        Assert.Equal(Status.StaleTicket, commit.Outcome.Status);
        Assert.Equal(Status.StaleTicket, finish.Outcome.Status);
    }

    [Fact]
    public async Task A_folder_is_listed_page_by_page()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);
        var names = Enumerable.Range(0, 300).Select(number => $"{number:000} {new string('x', 200)}").ToList();
        foreach (var name in names)
            await FinishAsync(client, new TestFile(node.Alice, $"docs/{name}", 1));

        List<string> listed = [];
        var pages = 0;
        ListReply page;
        do
        {
            page = await client.AskAsync<ListFolder, ListReply>(new ListFolder(NoHeader, StorePath.Parse("docs"), listed.LastOrDefault("")));
            listed.AddRange(page.Items.Select(item => item.Entry.Entry.Path.Name));
            pages++;
        }
        while (page.HasMore);

        Assert.Equal(names, listed);
        Assert.True(pages > 1);
    }

    [Fact]
    public async Task What_was_staged_can_be_discarded()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);
        var file = new TestFile(node.Alice, "a", 10);
        await client.StageAsync(file.Stage(2), file.Part(2));

        var discarded = await client.AskAsync<Discard, DiscardReply>(new Discard(NoHeader, file.Content));
        var (reply, _) = await client.FetchAsync(new FetchPart(NoHeader, file.Content, 2, 0, -1));

        Assert.Equal(Status.Ok, discarded.Outcome.Status);
        Assert.Equal(Status.PartMissing, reply.Outcome.Status);
    }

    [Fact]
    public async Task A_committed_content_is_not_discarded()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);
        var file = new TestFile(node.Alice, "a", 10);
        await file.PutAsync(client);

        Assert.Equal(Status.Conflict, (await client.AskRefusedAsync(new Discard(NoHeader, file.Content))).Status);
    }

    [Fact]
    public async Task A_check_tells_sound_damaged_and_missing_parts_apart()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);
        var file = new TestFile(node.Alice, "a", 10_000);
        await file.PutAsync(client);
        var parts = file.PartsHere.ToList();
        await DamageAsync(node, file, parts[1]);

        Assert.Equal((Status.Ok, 10_000), await CheckAsync(client, file, parts[0]));
        Assert.Equal(Status.PartDamaged, (await CheckAsync(client, file, parts[1])).Status);
        Assert.Equal(Status.PartMissing, (await CheckAsync(client, file, Enumerable.Range(1, 4).Except(parts).First())).Status);
    }

    [Fact]
    public async Task The_status_counts_parts_connections_and_time()
    {
        await using var node = await RunningNode.StartAsync();
        using var alice = await node.LogInAsync(node.Alice);
        await new TestFile(node.Alice, "a", 1000).PutAsync(alice);
        using var administrator = await node.LogInAsync(node.Administrator);

        var reply = await administrator.AskAsync<GetNodeStatus, NodeStatusReply>(new GetNodeStatus(NoHeader));

        Assert.Equal((2, 2000, 2), (reply.Status.Parts, reply.Status.PartBytes, reply.Status.Connections));
        Assert.True(reply.Status.FreeBytes > 0);
    }

    [Fact]
    public async Task A_node_whose_volume_fails_says_so_to_whoever_asks_how_it_is()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);
        var file = new TestFile(node.Alice, "a", 1000);
        await file.PutAsync(client);
        await client.AskAsync<GetState, StateReply>(new GetState(NoHeader, file.Path));
        using (var db = CatalogConnection.Open(Path.Combine(node.VolumePath, ".dfs", "catalog.db"), readOnly: false))
            db.Run("UPDATE entries SET entry = x'c1'");
        // Nor can it be opened anew.
        var own = Path.Combine(node.VolumePath, ".dfs");
        Directory.Move(own, $"{own}.elsewhere");
        await File.WriteAllTextAsync(own, "", TestContext.Current.CancellationToken);

        Assert.Equal(Status.VolumeFailing, (await client.AskAsync<GetState, Refusal>(new GetState(NoHeader, file.Path))).Outcome.Status);
        var status = (await client.AskAsync<GetNodeStatus, NodeStatusReply>(new GetNodeStatus(NoHeader))).Status;

        Assert.Equal(NodeState.Failing, status.State);
        Assert.Contains("catalog", status.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accounts_are_kept_found_and_listed()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Administrator);
        foreach (var name in Enumerable.Range(0, AccountsReply.PageAccounts).Select(number => $"user{number}"))
        {
            var put = await client.AskAsync<PutAccount, PutAccountReply>(new PutAccount(NoHeader, TestUser.Make(name).SignedBy(node.Administrator)));
            Assert.Equal(Status.Ok, put.Outcome.Status);
        }

        var found = await client.AskAsync<GetAccount, AccountReply>(new GetAccount(NoHeader, "user3"));
        var absent = await client.AskAsync<GetAccount, AccountReply>(new GetAccount(NoHeader, "nobody"));
        var first = await client.AskAsync<ListAccounts, AccountsReply>(new ListAccounts(NoHeader, ""));
        var rest = await client.AskAsync<ListAccounts, AccountsReply>(new ListAccounts(NoHeader, first.Accounts[^1].Record.Account.Account.User));

        Assert.Equal("user3", found.Account?.Account.User);
        Assert.Equal(Status.NotFound, absent.Outcome.Status);
        Assert.True(first.HasMore);
        Assert.False(rest.HasMore);
        Assert.Equal(AccountsReply.PageAccounts + 2, first.Accounts.Count + rest.Accounts.Count);
    }

    [Fact]
    public async Task An_account_that_somebody_else_signed_is_refused()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Administrator);
        var mallory = TestUser.Make("Mallory");

        var put = await client.AskAsync<PutAccount, PutAccountReply>(new PutAccount(NoHeader, mallory.SignedBy(mallory)));

        Assert.Equal(Status.InvalidSignature, put.Outcome.Status);
    }

    [Fact]
    public async Task A_good_frame_with_a_bad_body_is_refused_and_the_session_goes_on()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);

        // A state request whose path climbs out, one with too few fields, one whose kind is no number, and an unknown kind.
        await client.SendRawAsync(new byte[] { 0x95, 14, 0xc0, 0xc0, 0, 0xa2, (byte)'.', (byte)'.' });
        Assert.Equal(Status.Malformed, (await client.ReadAsync<Refusal>()).Outcome.Status);
        await client.SendRawAsync(new byte[] { 0x91, 14 });
        Assert.Equal(Status.Malformed, (await client.ReadAsync<Refusal>()).Outcome.Status);
        await client.SendRawAsync(new byte[] { 0x91, 0xc0 });
        Assert.Equal(Status.Malformed, (await client.ReadAsync<Refusal>()).Outcome.Status);
        await client.SendRawAsync(new byte[] { 0x91, 99 });
        Assert.Equal(Status.UnknownRequest, (await client.ReadAsync<Refusal>()).Outcome.Status);

        Assert.NotEqual(0, await TicketAsync(client));
    }

    [Fact]
    public async Task Unknown_trailing_fields_are_skipped()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);

        await client.SendRawAsync(new byte[] { 0x97, 14, 0xc0, 0xc0, 0, 0xa1, (byte)'a', 0xc3, 0x92, 1, 2 });

        Assert.Equal(Status.Ok, (await client.ReadAsync<StateReply>()).Outcome.Status);
    }

    [Theory]
    [InlineData(new byte[] { 0xc1 })]
    [InlineData(new byte[] { 0x91, 0xc1 })]
    [InlineData(new byte[] { 0xdd, 0xff, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 0x92, 14, 0xc6, 0x7f, 0xff, 0xff, 0xff })]
    public async Task A_bad_frame_closes_the_connection(byte[] frame)
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);

        await client.SendRawAsync(frame);

        Assert.Equal(Status.Malformed, (await client.ReadAsync<Refusal>()).Outcome.Status);
        await client.WhenClosedAsync();
    }

    private static async Task<long> TicketAsync(TestConnection client) =>
        (await client.AskAsync<GetState, StateReply>(new GetState(NoHeader, StorePath.Parse("nothing")))).View.Ticket;

    private static async Task FinishAsync(TestConnection client, TestFile file)
    {
        var reply = await client.AskAsync<Finish, FinishReply>(new Finish(NoHeader, file.Entry, file.KeyRecord, await TicketAsync(client)));
        Assert.Equal(Status.Ok, reply.Outcome.Status);
    }

    private static async Task<(Status Status, long Size)> CheckAsync(TestConnection client, TestFile file, int part)
    {
        var reply = await client.AskAsync<CheckPart, CheckReply>(new CheckPart(NoHeader, file.Content, part));
        return (reply.Outcome.Status, reply.Size);
    }

    private static async Task DamageAsync(RunningNode node, TestFile file, int part)
    {
        var path = Directory.GetFiles(node.VolumePath, $".*{file.Content}.{part}", SearchOption.AllDirectories).Single();
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        bytes[17] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
    }
}
