using System.Net;
using DfsAspire.Client.Gateway.Sessions;

namespace DfsAspire.Gateway.Tests.Sessions;

/// <summary>How many requests one user may have open through the gateway.</summary>
public sealed class MostRequestsTests(TestCluster cluster, SharedGateway gateway) : GatewayTest(cluster, gateway)
{
    [Fact]
    public async Task One_more_than_the_most_is_refused_and_others_are_served()
    {
        var (user, password) = await OwnUser.AddAsync(Cluster);
        using var mine = Gateway.Client(user, password);
        // Each waits for a body that does not come.
        using var hold = new SemaphoreSlim(0);
        var held = Enumerable.Range(0, GatewaySession.MostRequests).Select(number => PutSlowlyAsync(mine, number, hold)).ToList();
        await Eventually.TrueAsync("no more requests are taken", TimeSpan.FromMinutes(1), async () =>
        {
            using var refused = await mine.GetAsync("none", Cancellation);
            if (refused.StatusCode != HttpStatusCode.TooManyRequests)
                return false;
            Assert.Contains($"{GatewaySession.MostRequests} requests open", await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
            return true;
        });
        Assert.Equal(HttpStatusCode.Created, await PutAsync("file", [1]));

        hold.Release(held.Count);
        foreach (var status in await Task.WhenAll(held))
            Assert.Equal(HttpStatusCode.Created, status);
        using var served = await mine.GetAsync("none", Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, served.StatusCode);
    }

    private static async Task<HttpStatusCode> PutSlowlyAsync(HttpClient http, int number, SemaphoreSlim hold)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"slow {number}") { Content = new HeldContent(hold) };
        using var answer = await http.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }

    private sealed class HeldContent(SemaphoreSlim hold) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(new byte[] { 1 }, Cancellation);
            await stream.FlushAsync(Cancellation);
            await hold.WaitAsync(Cancellation);
            await stream.WriteAsync(new byte[] { 2 }, Cancellation);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 2;
            return true;
        }
    }
}
