using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace DfsAspire.Gateway.Tests.Http;

/// <summary>However many connections somebody opens, there are places left for others.</summary>
public sealed class CrowdTests(TestCluster cluster, SharedGateway gateway) : GatewayTest(cluster, gateway)
{
    // More than Kestrel took before there were places (1,000), more than a stranger's and a user's places.
    private const int Flood = 1_200;
    private const int PlacesOfUser = 250;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Strangers_who_say_nothing_or_half_of_something_keep_nobody_out()
    {
        var strangers = new List<TcpClient>();
        try
        {
            for (var i = 0; i < Flood; i++)
            {
                var stranger = new TcpClient();
                strangers.Add(stranger);
                await stranger.ConnectAsync(Gateway.Root.Host, Gateway.Root.Port, Cancellation);
                if (i % 2 == 0)
                    await stranger.GetStream().WriteAsync("PUT /dav/half HTTP/1.1\r\nHost: x\r\n"u8.ToArray(), Cancellation);
            }

            using var user = Gateway.Client();
            Assert.Equal(HttpStatusCode.Created, await PutAsync("file", Bytes.Of(1000, 1)));
            using var answer = await user.GetAsync(At("file"), Cancellation);
            Assert.Equal(Bytes.Of(1000, 1), await answer.Content.ReadAsByteArrayAsync(Cancellation));
        }
        finally
        {
            strangers.ForEach(stranger => stranger.Dispose());
        }
    }

    [Fact]
    public async Task A_user_who_keeps_many_connections_takes_none_from_others()
    {
        // Nobody else is this user: others' connections do not count.
        var user = await OwnUser.AddAsync(Cluster);
        var open = new List<TcpClient>();
        try
        {
            while (await AskOnAsync(user, open) is var status)
            {
                if (status == HttpStatusCode.ServiceUnavailable)
                    break;
                Assert.Equal(HttpStatusCode.MultiStatus, status);
                Assert.InRange(open.Count, 1, PlacesOfUser);
            }

            Assert.InRange(open.Count, PlacesOfUser - 50, PlacesOfUser + 1);
            using var bob = Gateway.Client("bob", TestCluster.BobPassword);
            using var answer = await bob.GetAsync(new Uri(Gateway.Root, "."), Cancellation);
            Assert.NotEqual(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        }
        finally
        {
            open.ForEach(connection => connection.Dispose());
        }

        await Eventually.TrueAsync("there are places again", Patience, async () =>
        {
            using var connection = new HttpClient();
            connection.DefaultRequestHeaders.Authorization = CredentialsOf(user);
            using var again = await connection.GetAsync(new Uri(Gateway.Root, "none"), Cancellation);
            return again.StatusCode == HttpStatusCode.NotFound;
        });
    }

    // One request on a connection of its own, which stays open.
    private async Task<HttpStatusCode> AskOnAsync(OwnUser user, List<TcpClient> open)
    {
        var connection = new TcpClient();
        open.Add(connection);
        await connection.ConnectAsync(Gateway.Root.Host, Gateway.Root.Port, Cancellation);
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"PROPFIND {Gateway.Root.AbsolutePath} HTTP/1.1\r\nHost: {Gateway.Root.Authority}\r\nAuthorization: {CredentialsOf(user)}\r\nDepth: 0\r\n\r\n"), Cancellation);
        var line = await new StreamReader(connection.GetStream(), Encoding.ASCII).ReadLineAsync(Cancellation);
        return (HttpStatusCode)int.Parse(line!.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static AuthenticationHeaderValue CredentialsOf(OwnUser user) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user.Name}:{user.Password}")));
}
