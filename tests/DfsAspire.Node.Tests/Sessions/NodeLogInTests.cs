using System.Security.Cryptography;
using System.Text;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Tests.Sessions;

/// <summary>Nodes at other nodes: each is itself, and nobody else.</summary>
public sealed class NodeLogInTests
{
    private static readonly RequestHeader NoHeader = TestConnection.NoHeader;

    [Fact]
    public async Task A_node_logs_in_with_the_secret_that_the_two_share_and_introduces_itself()
    {
        await using var node = await RunningNode.StartAsync();
        using var peer = await node.ConnectAsync();
        await peer.LogInAsync("node3", Password(3, RunningNode.Number), AccessKind.Node);

        var reply = await peer.AskAsync<Introduce, IntroduceReply>(new Introduce(NoHeader, 3, node.Cluster, 7, 9));
        var again = await peer.AskAsync<Introduce, IntroduceReply>(new Introduce(NoHeader, 3, node.Cluster, 7, 9));

        Assert.Equal((Status.Ok, 0L), (reply.Outcome.Status, reply.KnownIncarnation));
        Assert.Equal((7L, 9L), (again.KnownIncarnation, again.KnownSequence));
    }

    [Fact]
    public async Task A_node_cannot_introduce_itself_as_another()
    {
        await using var node = await RunningNode.StartAsync();
        using var peer = await node.ConnectAsync();
        await peer.LogInAsync("node3", Password(3, RunningNode.Number), AccessKind.Node);

        var reply = await peer.AskAsync<Introduce, IntroduceReply>(new Introduce(NoHeader, 1, node.Cluster, long.MaxValue, long.MaxValue));

        Assert.Equal(Status.Forbidden, reply.Outcome.Status);
        Assert.Equal(0, (await node.Store.GetPeerAsync(1, TestContext.Current.CancellationToken)).Incarnation);
    }

    [Theory]
    [InlineData("node1", 3)]
    [InlineData("node2", 3)]
    [InlineData("node4", 3)]
    [InlineData("node9", 3)]
    public async Task A_node_cannot_log_in_as_another(string name, int withSecretOf)
    {
        await using var node = await RunningNode.StartAsync();
        await AssertRefusedAsync(node, name, Password(withSecretOf, RunningNode.Number), AccessKind.Node);
    }

    [Fact]
    public async Task What_a_node_heard_of_another_that_logged_in_is_of_no_use_the_other_way_round()
    {
        await using var node = await RunningNode.StartAsync();
        await AssertRefusedAsync(node, "node3", Password(RunningNode.Number, 3), AccessKind.Node);
    }

    [Fact]
    public async Task A_user_who_bears_the_name_of_a_node_is_a_user()
    {
        await using var node = await RunningNode.StartAsync();
        var user = TestUser.Make("node3");
        await node.Store.PutAccountAsync(user.SignedBy(node.Administrator), null, TestContext.Current.CancellationToken);
        await AssertRefusedAsync(node, "node3", user.ScramPasswordFor(RunningNode.Number), AccessKind.Node);
        await AssertRefusedAsync(node, "node3", Password(3, RunningNode.Number), AccessKind.Password);

        using var client = await node.LogInAsync(user);

        Assert.Equal(Status.Forbidden, (await client.AskRefusedAsync(new Introduce(NoHeader, 3, node.Cluster, 7, 9))).Status);
    }

    [Fact]
    public async Task Who_knows_the_founding_steps_secret_is_no_node()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.ConnectAsync();
        await client.LogInAsync(ReservedNames.Cluster, await RunningNode.ClusterPasswordAsync());

        Assert.Equal(Status.Forbidden, (await client.AskRefusedAsync(new Introduce(NoHeader, 3, node.Cluster, 7, 9))).Status);
        Assert.Equal(Status.Forbidden, (await client.AskRefusedAsync(new GetChanges(NoHeader, 0))).Status);
    }

    private static async Task AssertRefusedAsync(RunningNode node, string name, string password, AccessKind with)
    {
        using var client = await node.ConnectAsync();
        await client.HelloAsync();
        Assert.Equal(Status.WrongCredentials, (await client.TryLogInAsync(name, password, null, with)).Reply.Outcome.Status);
    }

    // As docs/protocol.md has it, written down a second time.
    private static string Password(int asker, int asked) => Convert.ToBase64String(HKDF.DeriveKey(
        HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(RunningNode.PeerSecret(asker == RunningNode.Number ? asked : asker)), 32, [],
        Encoding.ASCII.GetBytes($"dfs node {asker} at node {asked}")));
}
