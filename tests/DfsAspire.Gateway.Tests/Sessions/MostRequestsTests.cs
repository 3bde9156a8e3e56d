using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using DfsAspire.Client.Gateway.Sessions;

namespace DfsAspire.Gateway.Tests.Sessions;

/// <summary>How many requests one user may have open through the gateway.</summary>
public sealed class MostRequestsTests(TestCluster cluster, SharedGateway gateway) : GatewayTest(cluster, gateway)
{
    // Often enough, and enough, not to be given up as one that does not go on, and never all of it.
    private const long BodyBytes = 4L << 20;
    private const int DripBytes = 8 * 1024;
    private const int Spare = 4;
    private static readonly TimeSpan DripPeriod = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task One_more_than_the_most_is_refused_and_others_are_served()
    {
        var user = await OwnUser.AddAsync(Cluster);
        using var mine = Gateway.Client(user.Name, user.Password);
        Assert.Equal(HttpStatusCode.NotFound, (await mine.GetAsync("none", Cancellation)).StatusCode);
        var enough = new TaskCompletionSource();
        // Some more than fit: one of them may meet the question that comes below.
        var held = Enumerable.Range(0, GatewaySession.MostRequests + Spare).Select(number => PutSlowlyAsync(mine, number, enough.Task)).ToList();
        try
        {
            await Eventually.TrueAsync("no more requests are taken", TimeSpan.FromMinutes(1), async () =>
            {
                using var refused = await mine.GetAsync("none", Cancellation);
                if (refused.StatusCode == HttpStatusCode.NotFound)
                    return false;
                Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
                Assert.Contains($"{GatewaySession.MostRequests} requests open", await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
                return true;
            });
            Assert.Equal(HttpStatusCode.Created, await PutAsync("file", [1]));
        }
        finally
        {
            enough.SetResult();
        }

        await Task.WhenAll(held);
        await Eventually.TrueAsync("requests are taken again", TimeSpan.FromMinutes(1), async () =>
        {
            using var served = await mine.GetAsync("none", Cancellation);
            return served.StatusCode == HttpStatusCode.NotFound;
        });
    }

    // A client that takes its time over a body, until it has been enough; then it is gone.
    private async Task PutSlowlyAsync(HttpClient who, int number, Task enough)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(Gateway.Root.Host, Gateway.Root.Port, Cancellation);
        var stream = connection.GetStream();
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"PUT {Gateway.Root.AbsolutePath}slow-{number} HTTP/1.1\r\nHost: {Gateway.Root.Authority}\r\nAuthorization: {who.DefaultRequestHeaders.Authorization}\r\nContent-Length: {BodyBytes}\r\n\r\n");
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head), Cancellation);
            while (!enough.IsCompleted)
            {
                await stream.WriteAsync(new byte[DripBytes], Cancellation);
                await Task.WhenAny(enough, Task.Delay(DripPeriod, Cancellation));
            }
        }
        catch (IOException)
        {
            // One of those that were too many.
            await enough;
        }
    }
}
