using DfsAspire.Node.Accounts;
using DfsAspire.Node.Sessions;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Node.Tests.Sessions;

public sealed class RightsTests
{
    private static readonly RequestHeader NoHeader = TestConnection.NoHeader;

    [Fact]
    public void Who_may_ask_what_is_just_this()
    {
        var rights = Operation.All.ToDictionary(operation => operation.Key, operation => operation.Value.Allowed);

        Assert.Equal(
            [
                MessageKind.StagePart, MessageKind.PlaceStamp, MessageKind.Commit, MessageKind.Finish, MessageKind.GetState,
                MessageKind.ListFolder, MessageKind.FetchPart, MessageKind.Discard, MessageKind.CheckPart, MessageKind.GetStaged, MessageKind.GetNodeStatus, MessageKind.ConfirmParts,
                MessageKind.ListVersions, MessageKind.GetContent,
                MessageKind.GetAccount, MessageKind.PutCredentials, MessageKind.GetKeyRecords, MessageKind.PutKeyRecords, MessageKind.RepairNow,
            ],
            Of(Callers.User));
        Assert.Equal(
            [MessageKind.GetNodeStatus, MessageKind.PutAccount, MessageKind.GetAccount, MessageKind.ListAccounts, MessageKind.RepairNow],
            Of(Callers.Administrator));
        Assert.Equal(
            [MessageKind.GetNodeStatus, MessageKind.GetAccount, MessageKind.ListAccounts, MessageKind.Found, MessageKind.RepairNow],
            Of(Callers.Cluster));
        Assert.Equal(
            [
                MessageKind.FetchPart, MessageKind.GetNodeStatus, MessageKind.GetAccount, MessageKind.ListAccounts,
                MessageKind.Introduce, MessageKind.GetChanges, MessageKind.GetUse, MessageKind.CloseContent, MessageKind.GetStamps, MessageKind.RepairNow,
            ],
            Of(Callers.Node));

        IEnumerable<MessageKind> Of(Callers caller) => rights.Where(right => right.Value.HasFlag(caller)).Select(right => right.Key).Order();
    }

    [Fact]
    public async Task The_administrator_may_neither_read_nor_write_files()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Administrator);
        var file = new TestFile(node.Administrator, "a", 3000);

        Assert.Equal(Status.Forbidden, (await client.AskRefusedAsync(new GetState(NoHeader, file.Path))).Status);
        Assert.Equal(Status.Forbidden, (await client.AskRefusedAsync(new FetchPart(NoHeader, file.Content, 1, 0, -1))).Status);
        Assert.Equal(Status.Forbidden, (await client.AskRefusedAsync(new Commit(NoHeader, file.Entry, file.KeyRecord, 0))).Status);
        Assert.Equal(Status.Forbidden, (await client.StageAsync(file.Stage(2), file.Part(2))).Outcome.Status);
        Assert.Equal(Status.Ok, (await client.AskAsync<GetNodeStatus, NodeStatusReply>(new GetNodeStatus(NoHeader))).Outcome.Status);
    }

    [Fact]
    public async Task A_user_may_not_touch_accounts_or_the_cluster()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);
        var mine = node.Alice.SignedBy(node.Alice);

        Assert.Equal(Status.Forbidden, (await client.AskRefusedAsync(new PutAccount(NoHeader, mine))).Status);
        Assert.Equal(Status.Forbidden, (await client.AskRefusedAsync(new ListAccounts(NoHeader, ""))).Status);
        Assert.Equal(Status.Forbidden, (await client.AskRefusedAsync(new Found(NoHeader, Guid.NewGuid(), RunningNode.Number, mine))).Status);
        var other = await client.AskAsync<GetAccount, AccountReply>(new GetAccount(NoHeader, node.Administrator.Name));
        var own = await client.AskAsync<GetAccount, AccountReply>(new GetAccount(NoHeader, node.Alice.Name));
        Assert.Equal((Status.Forbidden, true), (other.Outcome.Status, other.Account is null));
        Assert.Equal((Status.Ok, node.Alice.Name), (own.Outcome.Status, own.Account?.Account.User));
        // How much is kept is told to the user who asks, and to nobody else.
        Assert.Null(own.Use);
        Assert.Equal(new AccountUse(0, 0), (await client.AskAsync<GetAccount, AccountReply>(new GetAccount(NoHeader, node.Alice.Name, WithUse: true))).Use);
        using var administrator = await node.LogInAsync(node.Administrator);
        Assert.Null((await administrator.AskAsync<GetAccount, AccountReply>(new GetAccount(NoHeader, node.Alice.Name, WithUse: true))).Use);
    }

    [Fact]
    public async Task Nobody_commits_for_another_user()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);
        var mallory = new TestFile(TestUser.Make("Mallory"), "a", 10);
        var state = await client.AskAsync<GetState, StateReply>(new GetState(NoHeader, StorePath.Parse("a")));

        var reply = await client.AskAsync<Finish, FinishReply>(new Finish(NoHeader, mallory.Entry, mallory.KeyRecord, state.View.Ticket));

        Assert.Equal(Status.InvalidSignature, reply.Outcome.Status);
        Assert.Equal(Stamp.None, reply.Committed);
    }
}
