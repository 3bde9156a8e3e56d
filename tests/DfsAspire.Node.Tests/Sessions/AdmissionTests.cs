using System.Net;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Messages;
using DfsAspire.ServiceDefaults.Admission;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;

namespace DfsAspire.Node.Tests.Sessions;

public sealed class AdmissionTests
{
    [Fact]
    public async Task A_flood_of_connections_pushes_out_itself_and_a_user_gets_in()
    {
        await using var node = await RunningNode.StartAsync(settings: "--Dfs:MaxStrangers=5");
        using var user = await node.LogInAsync(node.Alice);
        var flood = new List<TestConnection>();
        for (var n = 0; n < 20; n++)
            flood.Add(await node.ConnectAsync());

        using var second = await node.LogInAsync(node.Alice);
        await flood[0].WhenClosedAsync();

        Assert.True((await second.AskAsync<GetNodeStatus, NodeStatusReply>(new GetNodeStatus(TestConnection.NoHeader))).Outcome.IsOk);
        Assert.True((await user.AskAsync<GetNodeStatus, NodeStatusReply>(new GetNodeStatus(TestConnection.NoHeader))).Outcome.IsOk);
        flood.ForEach(connection => connection.Dispose());
    }

    /// <summary>Else whoever comes from very many places pushes out whoever came last, which is who is just logging in.</summary>
    [Fact]
    public async Task Of_sources_that_have_equally_many_connections_the_one_that_came_first_goes()
    {
        var doorkeeper = new Doorkeeper(new DoorLimits(3, 10, 10, 10), TimeProvider.System, NullLogger<Doorkeeper>.Instance);
        var end = new TaskCompletionSource();
        var connections = Enumerable.Range(1, 8).Select(n => new DefaultConnectionContext { RemoteEndPoint = new IPEndPoint(new IPAddress([10, 0, 0, (byte)n]), 1) }).ToList();

        var served = connections.ConvertAll(connection => doorkeeper.ServeAsync(connection, _ => end.Task));

        foreach (var early in connections.Take(5))
            await ClosedAsync(early);
        Assert.All(connections.Skip(5), late => Assert.False(late.ConnectionClosed.IsCancellationRequested));
        end.SetResult();
        await Task.WhenAll(served);
    }

    [Fact]
    public async Task A_user_has_so_many_connections_and_takes_none_from_others()
    {
        await using var node = await RunningNode.StartAsync(null, "--Dfs:MaxConnectionsPerUser=2", "--Dfs:MaxConnections=3");
        using (var first = await node.LogInAsync(node.Alice))
        using (var second = await node.LogInAsync(node.Alice))
        {
            var refusal = await RefusedAsync(node, node.Alice);
            Assert.Contains("2 connections of Alice open", refusal.Text, StringComparison.Ordinal);
            using var other = await node.LogInAsync(node.Administrator);
        }

        // Those that have left give their places back.
        await Eventually.TrueAsync(async () =>
        {
            using var connection = await node.ConnectAsync();
            await connection.HelloAsync();
            return (await connection.TryLogInAsync(node.Alice.Name, node.Alice.ScramPasswordFor(RunningNode.Number))).Reply.Outcome.IsOk;
        });
    }

    [Fact]
    public async Task All_users_together_have_so_many_connections_and_the_cluster_is_let_in_all_the_same()
    {
        await using var node = await RunningNode.StartAsync(null, "--Dfs:MaxConnections=1");
        using var only = await node.LogInAsync(node.Alice);

        Assert.Equal(Status.Busy, (await RefusedAsync(node, node.Administrator)).Status);
        using var peer = await node.ConnectAsync();
        await peer.LogInAsync(ReservedNames.Cluster, await RunningNode.ClusterPasswordAsync());
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1", true)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:fe::1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:102::1", false)]
    public void A_source_is_an_address_or_a_subscribers_network(string one, string other, bool isSame) => Assert.Equal(
        isSame, Source.Of(new IPEndPoint(IPAddress.Parse(one), 1)) == Source.Of(new IPEndPoint(IPAddress.Parse(other), 2)));

    private static async Task ClosedAsync(ConnectionContext connection)
    {
        var closed = new TaskCompletionSource();
        await using var told = connection.ConnectionClosed.Register(closed.SetResult);
        await closed.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private static async Task<Outcome> RefusedAsync(RunningNode node, TestUser user)
    {
        using var connection = await node.ConnectAsync();
        await connection.HelloAsync();
        var outcome = (await connection.TryLogInAsync(user.Name, user.ScramPasswordFor(RunningNode.Number))).Reply.Outcome;
        await connection.WhenClosedAsync();
        return outcome;
    }
}
