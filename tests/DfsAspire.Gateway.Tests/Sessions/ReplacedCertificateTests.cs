using DfsAspire.Client.Gateway;
using DfsAspire.Client.Gateway.Sessions;
using Microsoft.Extensions.Configuration;

namespace DfsAspire.Gateway.Tests.Sessions;

/// <summary>A session is open for hours. A node that gets another certificate meanwhile is no stranger to it.</summary>
public sealed class ReplacedCertificateTests(TestCluster cluster) : ClusterTest(cluster)
{
    private static readonly BasicCredentials Alice = new("alice", TestCluster.AlicePassword);

    [Fact]
    public async Task A_session_follows_a_node_to_its_new_certificate()
    {
        Assert.SkipWhen(OperatingSystem.IsMacOS(), "No TLS 1.3 here.");
        await using var connection = new StoreConnection { Client = await Cluster.ConnectAsync() };
        using var sessions = new GatewaySessions(connection, Settings, TimeProvider.System);
        var session = await sessions.EnterAsync(Alice, "here", Cancellation);
        var before = session.Store.Nodes[2].Certificate;
        Assert.NotNull(before);

        await Cluster.StopAsync(3);
        File.Delete(Path.Combine(Cluster.VolumeOf(3), ".dfs", "tls.pem"));
        await Cluster.RestoreAsync();

        // Nobody has asked the worker for anything since.
        await session.Store.PutBytesAsync(In("file"), Bytes.Of(1000, 1));
        var report = await session.Store.VerifyAsync([In("file")], progress: null, Cancellation);
        Assert.Empty(report.NodeFaults);
        Assert.Empty(report.Faults);
        Assert.NotEqual(before, session.Store.Nodes[2].Certificate);
        await session.LeaveAsync(0);
    }

    private static WorkerSettings Settings { get; } = WorkerSettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Dfs:User"] = "alice", ["Dfs:Password"] = "x" }).Build());
}
