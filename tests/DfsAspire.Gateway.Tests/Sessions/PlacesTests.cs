using DfsAspire.Client.Gateway;
using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.Sessions;
using Microsoft.Extensions.Configuration;

namespace DfsAspire.Gateway.Tests.Sessions;

/// <summary>Who has logged in keeps their place before whoever only tries to.</summary>
public sealed class PlacesTests(TestCluster cluster) : ClusterTest(cluster)
{
    private static readonly BasicCredentials Alice = new("alice", TestCluster.AlicePassword);

    [Fact]
    public async Task Made_up_log_ins_take_nobodys_place()
    {
        await using var connection = new StoreConnection { Client = await Cluster.ConnectAsync() };
        using var sessions = new GatewaySessions(connection, Settings, TimeProvider.System) { Most = 1 };
        var mine = await EnterAsync(sessions, Alice);

        foreach (var guess in (BasicCredentials[])[new("nobody", "made up"), new("alice", "made up")])
            await Assert.ThrowsAsync<DfsException>(() => sessions.EnterAsync(guess, "elsewhere", Cancellation));

        Assert.Same(mine, sessions.TryEnter(SessionKey.Of(Alice)));
        // Somebody who has an account may take it, once alice is idle.
        await Assert.ThrowsAsync<HttpRefusal>(() => EnterAsync(sessions, new("bob", TestCluster.BobPassword)));
        await mine.LeaveAsync(0);
        await EnterAsync(sessions, new("bob", TestCluster.BobPassword));
        Assert.Null(sessions.TryEnter(SessionKey.Of(Alice)));
    }

    [Fact]
    public async Task One_user_with_many_browsers_logs_nobody_else_out()
    {
        await using var connection = new StoreConnection { Client = await Cluster.ConnectAsync() };
        using var sessions = new GatewaySessions(connection, Settings, TimeProvider.System);
        await EnterAsync(sessions, Alice);
        await EnterAsync(sessions, new("bob", TestCluster.BobPassword));
        var browsers = new WebSessions(sessions, Settings, TimeProvider.System);
        var alices = browsers.Open(SessionKey.Of(Alice));

        for (var i = 0; i < 2 * WebSessions.Most; i++)
            browsers.Open(SessionKey.Of(new("bob", TestCluster.BobPassword)));

        Assert.NotNull(browsers.TryEnter(alices.Id));
    }

    private static WorkerSettings Settings { get; } = WorkerSettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Dfs:User"] = "alice", ["Dfs:Password"] = "x" }).Build());

    private static async Task<GatewaySession> EnterAsync(GatewaySessions sessions, BasicCredentials credentials)
    {
        var session = await sessions.EnterAsync(credentials, "here", Cancellation);
        await session.LeaveAsync(TimeProvider.System.GetTimestamp());
        return session;
    }
}
