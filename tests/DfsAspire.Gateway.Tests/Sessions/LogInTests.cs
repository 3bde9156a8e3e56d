using System.Net;
using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.Sessions;
using Microsoft.AspNetCore.Http;

namespace DfsAspire.Gateway.Tests.Sessions;

public sealed class LogInTests(TestCluster cluster, SharedGateway gateway) : GatewayTest(cluster, gateway)
{
    [Theory]
    [InlineData("alice", "wrong")]
    [InlineData("nobody", "wrong")]
    [InlineData("cluster", TestCluster.ClusterSecret)]
    [InlineData("administrator", TestCluster.AdministratorSecret)]
    [InlineData("alice", "")]
    public async Task Whoever_is_no_user_with_the_password_is_asked_again_in_the_same_words(string user, string password)
    {
        using var answer = await Gateway.Client(user, password).GetAsync(At(""), Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Basic", answer.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task Guesses_are_slowed_and_who_is_logged_in_is_not()
    {
        var statuses = new List<HttpStatusCode>();
        for (var round = 0; round < 6 && !statuses.Contains(HttpStatusCode.TooManyRequests); round++)
            statuses.AddRange(await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
            {
                using var answer = await Gateway.Client("carol", $"guess {round} {i}").GetAsync(At(""), Cancellation);
                return answer.StatusCode;
            })));

        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
        Assert.DoesNotContain(HttpStatusCode.OK, statuses);
        Assert.Single(await FindAsync("", depth: 0));
    }

    [Fact]
    public async Task Users_have_their_own_trees()
    {
        await PutAsync("file", [1]);

        using var answer = await Gateway.Client("bob", TestCluster.BobPassword).GetAsync(At("file"), Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_new_password_ends_the_session_of_the_old_one()
    {
        await using var own = new OwnCluster();
        await own.InitializeAsync();
        await using var gateway = await RunningGateway.StartAsync(own.Addresses);
        var (old, fresh) = (gateway.Client("bob", TestCluster.BobPassword), gateway.Client("bob", "another one, 2001"));
        using (var before = await old.PutAsync(new Uri(gateway.Root, "file"), new ByteArrayContent([1]), Cancellation))
            Assert.Equal(HttpStatusCode.Created, before.StatusCode);
        await using (var store = await own.ConnectAsync("bob"))
            await store.ChangePasswordAsync("another one, 2001", Cancellation);

        using var refused = await old.GetAsync(new Uri(gateway.Root, "file"), Cancellation);
        using var taken = await fresh.GetAsync(new Uri(gateway.Root, "file"), Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
    }

    [Theory]
    [InlineData("127.0.0.1", "http", false, true)]
    [InlineData("::1", "http", false, true)]
    [InlineData("::ffff:127.0.0.1", "http", false, true)]
    [InlineData("192.0.2.1", "http", false, false)]
    [InlineData("192.0.2.1", "http", true, true)]
    [InlineData("192.0.2.1", "https", false, true)]
    [InlineData(null, "http", false, false)]
    public void Passwords_cross_a_network_encrypted_only(string? from, string scheme, bool isAllowed, bool isTaken)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = from is null ? null : IPAddress.Parse(from);
        context.Request.Scheme = scheme;

        var refusal = Record.Exception(() => PlainHttpRule.Check(context, isAllowed));

        Assert.Equal(isTaken, refusal is null);
    }

    [Theory]
    [InlineData("Basic YWxpY2U6YTpi", "alice", "a:b")]
    [InlineData("basic YWxpY2U6w7w=", "alice", "ü")]
    public void Credentials_are_read(string header, string user, string password)
    {
        Assert.True(BasicCredentials.TryRead(header, out var credentials));
        Assert.Equal(new BasicCredentials(user, password), credentials);
        Assert.DoesNotContain(password, credentials!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Basic")]
    [InlineData("Basic ####")]
    [InlineData("Bearer YWxpY2U6YTpi")]
    [InlineData("Basic YWxpY2U=")]
    [InlineData("Basic /2FsaWNlOmE=")]
    public void What_names_nobody_is_refused(string? header) => Assert.False(BasicCredentials.TryRead(header, out _));
}
