using System.Security.Cryptography;
using System.Text;
using DfsAspire.Node.Hosting;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Node.Tests.Sessions;

public sealed class LogInTests
{
    private const string OriginalWords = "Invalid Username/Password. Please try again.";

    [Fact]
    public async Task The_right_password_logs_in_and_the_node_proves_itself()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.ConnectAsync();

        var scram = await client.LogInAsync(node.Alice.Name, node.Alice.ScramPasswordFor(RunningNode.Number));

        Assert.Equal(node.Alice.Account.Access!.Derivation, scram.Derivation);
        Assert.Equal(Status.Ok, (await client.AskAsync<GetState, StateReply>(new GetState(TestConnection.NoHeader, StorePath.Parse("a")))).Outcome.Status);
    }

    [Fact]
    public async Task The_password_of_another_node_is_refused()
    {
        await using var node = await RunningNode.StartAsync();
        await AssertRefusedAsync(node, node.Alice.Name, node.Alice.ScramPasswordFor(RunningNode.Number + 1));
    }

    [Fact]
    public async Task A_disabled_account_is_refused_like_a_wrong_password()
    {
        await using var node = await RunningNode.StartAsync();
        await PutAliceAsync(node, account => account with { Epoch = 2, State = AccountState.Disabled });

        await AssertRefusedAsync(node, node.Alice.Name, node.Alice.ScramPasswordFor(RunningNode.Number));
    }

    [Fact]
    public async Task An_unknown_user_cannot_be_told_from_a_wrong_password()
    {
        await using var node = await RunningNode.StartAsync();
        var known = await ServerFirstAsync(node, node.Alice.Name);
        var unknown = await ServerFirstAsync(node, "Mallory");
        var again = await ServerFirstAsync(node, "Mallory");

        Assert.Equal(known.Length, unknown.Length);
        Assert.Equal(WithoutNonce(unknown), WithoutNonce(again));
        await AssertRefusedAsync(node, "Mallory", "whatever");
    }

    [Fact]
    public async Task Garbage_instead_of_a_proof_is_a_wrong_password()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.ConnectAsync();
        await client.HelloAsync();
        await client.AskAsync<Authenticate, AuthenticateReply>(new Authenticate(new ScramClient(node.Alice.Name, client.Binding).WriteClientFirst()));

        var reply = await client.AskAsync<Prove, ProveReply>(new Prove("c=biws,r=,p="u8.ToArray()));

        Assert.Equal(new Outcome(Status.WrongCredentials, OriginalWords), reply.Outcome);
        await client.WhenClosedAsync();
    }

    [Fact]
    public async Task Garbage_instead_of_a_first_message_is_a_wrong_password()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.ConnectAsync();
        await client.HelloAsync();

        var reply = await client.AskAsync<Authenticate, AuthenticateReply>(new Authenticate("p=tls-unique,,n=,r="u8.ToArray()));

        Assert.Equal(new Outcome(Status.WrongCredentials, OriginalWords), reply.Outcome);
        await client.WhenClosedAsync();
    }

    [Fact]
    public async Task Before_founding_users_are_told_that_there_is_no_cluster()
    {
        await using var node = await RunningNode.StartEmptyAsync();
        using var client = await node.ConnectAsync();
        await client.HelloAsync();

        var reply = await client.AskAsync<Authenticate, AuthenticateReply>(new Authenticate(new ScramClient("Alice", client.Binding).WriteClientFirst()));

        Assert.Equal(Status.NotFounded, reply.Outcome.Status);
        await client.WhenClosedAsync();
    }

    [Fact]
    public async Task The_cluster_logs_in_with_a_password_derived_from_its_secret_and_founds_the_node()
    {
        await using var node = await RunningNode.StartEmptyAsync();
        using var client = await node.ConnectAsync();
        var administrator = TestUser.Make(ReservedNames.Administrator);
        var cluster = Guid.NewGuid();

        var scram = await client.LogInAsync(ReservedNames.Cluster, ClusterPassword());
        var founded = await client.AskAsync<Found, FoundReply>(
            new Found(TestConnection.NoHeader, cluster, RunningNode.Number, administrator.SignedBy(administrator)));

        Assert.Equal(SHA256.HashData("dfs cluster"u8), scram.Derivation!.Salt.ToArray());
        Assert.Equal(Status.Ok, founded.Outcome.Status);
        using var later = await node.LogInAsync(administrator);
        using var next = await node.ConnectAsync();
        Assert.Equal(cluster, (await next.HelloAsync()).Cluster);
    }

    [Fact]
    public async Task A_node_does_not_become_another_one()
    {
        await using var node = await RunningNode.StartEmptyAsync();
        using var client = await node.ConnectAsync();
        var administrator = TestUser.Make(ReservedNames.Administrator);
        await client.LogInAsync(ReservedNames.Cluster, ClusterPassword());

        var founded = await client.AskAsync<Found, FoundReply>(
            new Found(TestConnection.NoHeader, Guid.NewGuid(), RunningNode.Number + 1, administrator.SignedBy(administrator)));

        Assert.Equal(Status.Conflict, founded.Outcome.Status);
        Assert.Null((await (await node.ConnectAsync()).HelloAsync()).Cluster);
    }

    [Fact]
    public async Task A_quota_ends_no_session()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);
        await PutAliceAsync(node, account => account with { Epoch = 2, Quota = new Quota(1, 1) });

        Assert.Equal(Status.Ok, (await client.AskAsync<GetState, StateReply>(new GetState(TestConnection.NoHeader, StorePath.Parse("a")))).Outcome.Status);
    }

    [Theory]
    [InlineData(AccountState.Disabled)]
    [InlineData(AccountState.Removed)]
    public async Task An_account_that_is_closed_ends_its_sessions(AccountState state)
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);
        await PutAliceAsync(node, account => account with { Epoch = 2, State = state });

        var refusal = await client.AskRefusedAsync(new GetState(TestConnection.NoHeader, StorePath.Parse("a")));

        Assert.Equal(Status.WrongCredentials, refusal.Status);
        await client.WhenClosedAsync();
        await AssertRefusedAsync(node, node.Alice.Name, node.Alice.ScramPasswordFor(RunningNode.Number));
    }

    [Fact]
    public async Task New_credentials_end_the_sessions_of_the_old_ones_and_nobody_elses()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);
        using var second = await node.LogInAsync(node.Alice);
        using var administrator = await node.LogInAsync(node.Administrator);
        var changed = node.Alice.WithPassword("another");

        var put = await client.AskAsync<PutCredentials, PutCredentialsReply>(new PutCredentials(TestConnection.NoHeader, changed));

        Assert.Equal(Status.Ok, put.Outcome.Status);
        foreach (var old in new[] { client, second })
        {
            Assert.Equal(Status.WrongCredentials, (await old.AskRefusedAsync(new GetState(TestConnection.NoHeader, StorePath.Parse("a")))).Status);
            await old.WhenClosedAsync();
        }

        await AssertRefusedAsync(node, node.Alice.Name, node.Alice.ScramPasswordFor(RunningNode.Number));
        using var again = await node.ConnectAsync();
        await again.LogInAsync(node.Alice.Name, "another");
        Assert.Equal(Status.Ok, (await administrator.AskAsync<GetAccount, AccountReply>(new GetAccount(TestConnection.NoHeader, node.Alice.Name))).Outcome.Status);
    }

    [Fact]
    public async Task Nobody_changes_the_credentials_of_another()
    {
        await using var node = await RunningNode.StartAsync();
        var mallory = TestUser.Make("Mallory");
        using (var administrator = await node.LogInAsync(node.Administrator))
            await administrator.AskAsync<PutAccount, PutAccountReply>(new PutAccount(TestConnection.NoHeader, mallory.SignedBy(node.Administrator)));
        using var client = await node.LogInAsync(mallory);

        var others = await client.AskAsync<PutCredentials, PutCredentialsReply>(new PutCredentials(TestConnection.NoHeader, node.Alice.WithPassword("x")));
        var forged = await client.AskAsync<PutCredentials, PutCredentialsReply>(
            new PutCredentials(TestConnection.NoHeader, (mallory with { Key = node.Alice.Key }).WithPassword("x")));

        Assert.Equal(Status.Forbidden, others.Outcome.Status);
        Assert.Equal(Status.InvalidSignature, forged.Outcome.Status);
    }

    [Fact]
    public async Task A_recovery_key_that_was_never_made_cannot_be_told_from_a_wrong_one()
    {
        await using var node = await RunningNode.StartAsync();
        var known = await ServerFirstAsync(node, node.Alice.Name, AccessKind.Recovery);
        Assert.Equal(WithoutNonce(known), WithoutNonce(await ServerFirstAsync(node, node.Alice.Name, AccessKind.Recovery)));
        Assert.NotEqual(WithoutNonce(known), WithoutNonce(await ServerFirstAsync(node, node.Alice.Name)));
        Assert.NotEqual(
            WithoutNonce(await ServerFirstAsync(node, "Mallory", AccessKind.Recovery)), WithoutNonce(await ServerFirstAsync(node, "Mallory")));
    }

    [Fact]
    public async Task The_old_refusal_of_a_session_is_that_of_a_wrong_password()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);
        await PutAliceAsync(node, account => account with { Epoch = 2, Access = TestUser.Make("Alice").Account.Access });

        var refusal = await client.AskRefusedAsync(new GetState(TestConnection.NoHeader, StorePath.Parse("a")));

        Assert.Equal(Status.WrongCredentials, refusal.Status);
        await client.WhenClosedAsync();
    }

    [Fact]
    public void Options_never_show_the_secret()
    {
        var options = new NodeOptions { Node = 1, Port = 1, Volume = "v", ClusterSecret = Encoding.UTF8.GetBytes(RunningNode.Secret) };

        Assert.DoesNotContain("Secret", options.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    private static async Task PutAliceAsync(RunningNode node, Func<Account, Account> change)
    {
        using var client = await node.LogInAsync(node.Administrator);
        var changed = node.Alice with { Account = change(node.Alice.Account) };
        var reply = await client.AskAsync<PutAccount, PutAccountReply>(new PutAccount(TestConnection.NoHeader, changed.SignedBy(node.Administrator)));
        Assert.Equal(Status.Ok, reply.Outcome.Status);
    }

    private static async Task AssertRefusedAsync(RunningNode node, string user, string password)
    {
        using var client = await node.ConnectAsync();
        await client.HelloAsync();
        var (_, reply) = await client.TryLogInAsync(user, password);
        Assert.Equal(new Outcome(Status.WrongCredentials, OriginalWords), reply.Outcome);
        Assert.True(reply.Scram.IsEmpty);
        await client.WhenClosedAsync();
    }

    private static async Task<string> ServerFirstAsync(RunningNode node, string user, AccessKind with = AccessKind.Password)
    {
        using var client = await node.ConnectAsync();
        await client.HelloAsync();
        var reply = await client.AskAsync<Authenticate, AuthenticateReply>(new Authenticate(new ScramClient(user, client.Binding).WriteClientFirst(), with));
        Assert.Equal(Status.Ok, reply.Outcome.Status);
        return Encoding.ASCII.GetString(reply.Scram.Span);
    }

    private static string WithoutNonce(string serverFirst) => serverFirst[serverFirst.IndexOf(",s=", StringComparison.Ordinal)..];

    // As docs/protocol.md has it, written down a second time: the founding step must come to the same password.
    private static string ClusterPassword()
    {
        var root = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(RunningNode.Secret), SHA256.HashData("dfs cluster"u8), 600_000, HashAlgorithmName.SHA256, 32);
        return Convert.ToBase64String(HKDF.DeriveKey(HashAlgorithmName.SHA256, root, 32, [], Encoding.ASCII.GetBytes($"dfs scram node {RunningNode.Number}")));
    }
}
