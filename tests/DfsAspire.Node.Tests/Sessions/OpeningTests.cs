using System.Net.Sockets;
using System.Text;
using DfsAspire.Node.Sessions;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;
using Microsoft.Extensions.Time.Testing;

namespace DfsAspire.Node.Tests.Sessions;

public sealed class OpeningTests
{
    [Fact]
    public async Task An_empty_node_welcomes_and_names_no_cluster()
    {
        await using var node = await RunningNode.StartEmptyAsync();
        using var client = await node.ConnectAsync();

        var welcome = await client.HelloAsync();

        Assert.Equal(Status.Ok, welcome.Outcome.Status);
        Assert.Equal(WireLimits.Version, welcome.Version);
        Assert.Equal(RunningNode.Number, welcome.Node);
        Assert.Null(welcome.Cluster);
    }

    [Fact]
    public async Task A_founded_node_names_its_cluster_and_incarnation()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.ConnectAsync();

        var welcome = await client.HelloAsync(node.Cluster);

        Assert.Equal(Status.Ok, welcome.Outcome.Status);
        Assert.Equal(node.Cluster, welcome.Cluster);
        Assert.NotEqual(0, welcome.Incarnation);
    }

    [Fact]
    public async Task Another_cluster_is_refused()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.ConnectAsync();

        var welcome = await client.HelloAsync(Guid.NewGuid());

        Assert.Equal(Status.WrongCluster, welcome.Outcome.Status);
        await client.WhenClosedAsync();
    }

    [Fact]
    public async Task A_cluster_is_not_looked_for_on_an_empty_node()
    {
        await using var node = await RunningNode.StartEmptyAsync();
        using var client = await node.ConnectAsync();

        Assert.Equal(Status.NotFounded, (await client.HelloAsync(Guid.NewGuid())).Outcome.Status);
        await client.WhenClosedAsync();
    }

    [Theory]
    [InlineData("DFSB", WireLimits.Version, Status.WrongMagic)]
    [InlineData(Hello.ProtocolMagic, WireLimits.Version + 1, Status.WrongVersion)]
    public async Task Another_magic_or_version_is_refused(string magic, int version, Status expected)
    {
        await using var node = await RunningNode.StartEmptyAsync();
        using var client = await node.ConnectAsync();

        var welcome = await client.AskAsync<Hello, Welcome>(new Hello(magic, version, null));

        Assert.Equal(expected, welcome.Outcome.Status);
        await client.WhenClosedAsync();
    }

    [Fact]
    public async Task A_browser_is_told_that_this_is_no_web_server()
    {
        await using var node = await RunningNode.StartEmptyAsync();
        using var client = await node.ConnectAsync();

        await client.SendRawAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));

        Assert.Equal(Status.WrongMagic, (await client.ReadAsync<Welcome>()).Outcome.Status);
        await client.WhenClosedAsync();
    }

    [Fact]
    public async Task Nothing_is_served_before_the_log_in()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.ConnectAsync();
        await client.HelloAsync();

        var refusal = await client.AskRefusedAsync(new GetState(TestConnection.NoHeader, StorePath.Parse("a")));

        Assert.Equal(Status.Malformed, refusal.Status);
        await client.WhenClosedAsync();
    }

    [Fact]
    public async Task Who_says_nothing_is_cut_off()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var node = await RunningNode.StartEmptyAsync(time);
        using var client = await node.ConnectAsync();

        var closed = client.WhenClosedAsync();
        await Eventually.TrueAsync(() =>
        {
            // The node takes the connection when it gets to it; only then does its clock matter.
            time.Advance(SessionLimits.HelloTime);
            return Task.FromResult(closed.IsCompleted);
        });
        await closed;
    }

    [Fact]
    public async Task Who_sends_one_byte_at_a_time_is_cut_off_as_well()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var node = await RunningNode.StartEmptyAsync(time);
        using var client = await node.ConnectAsync();

        var closed = client.WhenClosedAsync();
        // An array of 32,767 fields, which never ends.
        await client.SendRawAsync(new byte[] { 0xdc, 0x7f, 0xff });
        await Eventually.TrueAsync(async () =>
        {
            time.Advance(SessionLimits.HelloTime / 10);
            try
            {
                await client.SendRawAsync(new byte[] { 0x01 });
            }
            catch (IOException fault) when (fault.InnerException is SocketException)
            {
                return true;
            }

            return closed.IsCompleted;
        });
        await closed;
    }
}
