using System.Net;
using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.Sessions;

namespace DfsAspire.Gateway.Tests.Sessions;

/// <summary>How many requests one user may have open through the gateway.</summary>
public sealed class MostRequestsTests(TestCluster cluster) : ClusterTest(cluster)
{
    [Fact]
    public async Task One_more_than_the_most_is_refused_until_another_has_ended()
    {
        var session = new GatewaySession(await Cluster.ConnectAsync(), openedAt: 0);
        for (var request = 0; request < GatewaySession.MostRequests; request++)
            Assert.True(session.TryEnter());

        var refused = Assert.Throws<HttpRefusal>(() => session.TryEnter());
        Assert.Equal((int)HttpStatusCode.TooManyRequests, refused.Status);
        Assert.Contains($"{GatewaySession.MostRequests} requests open", refused.Message, StringComparison.Ordinal);

        await session.LeaveAsync(now: 1);
        Assert.True(session.TryEnter());
        for (var request = 0; request < GatewaySession.MostRequests; request++)
            await session.LeaveAsync(now: 2);
        await session.EndAsync();
        Assert.False(session.TryEnter());
    }
}
