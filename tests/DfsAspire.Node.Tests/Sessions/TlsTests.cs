using System.Net;
using System.Net.Sockets;
using System.Text;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Lines;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Tests.Sessions;

/// <summary>What a node takes from clients with TLS, without, and with a log-in that belongs elsewhere.</summary>
public sealed class TlsTests
{
    [Fact]
    public async Task Who_begins_without_tls_is_told_so_in_plain_and_learns_nothing()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await TestConnection.ConnectAsync(node.Endpoint, TlsPolicy.OffOnLoopback);

        var welcome = await client.HelloAsync();

        Assert.Equal(Status.TlsRequired, welcome.Outcome.Status);
        Assert.Contains("Take 'Tls: off' out of dfs.conf", welcome.Outcome.Text, StringComparison.Ordinal);
        await client.WhenClosedAsync();
    }

    [Fact]
    public async Task A_browser_without_tls_is_told_so_as_well()
    {
        await using var node = await RunningNode.StartEmptyAsync();
        using var client = await TestConnection.ConnectAsync(node.Endpoint, TlsPolicy.OffOnLoopback);
        await client.SendRawAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));

        Assert.Equal(Status.TlsRequired, (await client.ReadAsync<Welcome>()).Outcome.Status);
    }

    [Fact]
    public async Task Without_tls_on_both_sides_all_is_as_before()
    {
        await using var node = await RunningNode.StartAsync(null, "--Dfs:Tls=off");
        using var client = await node.LogInAsync(node.Alice);

        Assert.Null(client.Certificate);
        Assert.Null(node.Certificate);
    }

    [Fact]
    public async Task A_node_without_tls_is_refused_by_who_insists_on_it()
    {
        await using var node = await RunningNode.StartAsync(null, "--Dfs:Tls=off");

        var fault = await Assert.ThrowsAsync<LineRefusedException>(() => TestConnection.ConnectAsync(node.Endpoint));

        Assert.Contains("'Tls: off' in dfs.conf", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_with_another_certificate_than_the_pinned_one_is_refused_and_never_gets_past_the_handshake()
    {
        await using var node = await RunningNode.StartAsync();
        var other = CertificateFingerprint.Of(SelfSigned.Make("other", DateTimeOffset.UtcNow));

        var fault = await Assert.ThrowsAsync<LineRefusedException>(() => TestConnection.ConnectAsync(node.Endpoint, pin: other));

        Assert.Contains($"shows another certificate ({node.Certificate}) than the configuration has for it ({other})", fault.Message, StringComparison.Ordinal);
        using var right = await TestConnection.ConnectAsync(node.Endpoint, pin: node.Certificate);
        Assert.True((await right.HelloAsync()).Outcome.IsOk);
    }

    [Fact]
    public async Task A_pin_is_not_forgotten_because_tls_is_off()
    {
        await using var node = await RunningNode.StartAsync(null, "--Dfs:Tls=off");
        var pin = CertificateFingerprint.Of(SelfSigned.Make("pinned", DateTimeOffset.UtcNow));

        await Assert.ThrowsAsync<LineRefusedException>(() => TestConnection.ConnectAsync(node.Endpoint, TlsPolicy.Off, pin));
    }

    [Fact]
    public async Task A_log_in_bound_to_another_certificate_is_a_wrong_password()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.ConnectAsync();
        using var other = SelfSigned.Make("dfs node2", DateTimeOffset.UtcNow);
        await client.HelloAsync();

        var (_, reply) = await client.TryLogInAsync(node.Alice.Name, node.Alice.ScramPasswordFor(RunningNode.Number), ChannelBinding.ToServer(other));

        Assert.Equal(Status.WrongCredentials, reply.Outcome.Status);
        Assert.True(reply.Scram.IsEmpty);
        await client.WhenClosedAsync();
    }

    [Theory]
    [InlineData("n,,")]
    [InlineData("y,,")]
    [InlineData("p=tls-unique,,")]
    [InlineData("p=tls-server-end-point,a=admin,")]
    public async Task Over_tls_no_other_form_of_log_in_is_taken(string form)
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.ConnectAsync();
        await client.HelloAsync();

        var reply = await client.AskAsync<Authenticate, AuthenticateReply>(new Authenticate(Encoding.ASCII.GetBytes($"{form}n=Alice,r=abcdefgh")));

        Assert.Equal(Status.WrongCredentials, reply.Outcome.Status);
        await client.WhenClosedAsync();
    }

    [Fact]
    public async Task Without_tls_no_log_in_that_claims_a_binding_is_taken()
    {
        await using var node = await RunningNode.StartAsync(null, "--Dfs:Tls=off");
        foreach (var form in (string[])["p=tls-server-end-point,,", "y,,"])
        {
            using var client = await node.ConnectAsync();
            await client.HelloAsync();

            var reply = await client.AskAsync<Authenticate, AuthenticateReply>(new Authenticate(Encoding.ASCII.GetBytes($"{form}n=Alice,r=abcdefgh")));

            Assert.Equal(Status.WrongCredentials, reply.Outcome.Status);
        }
    }

    [Fact]
    public async Task Plain_lines_leave_the_machine_only_when_told_twice()
    {
        var own = (await Dns.GetHostAddressesAsync(Dns.GetHostName(), TestContext.Current.CancellationToken))
            .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
        if (own is null)
        {
            Assert.Skip("This machine has no address beyond loopback.");
            return;
        }

        await using var node = await RunningNode.StartAsync(null, "--Dfs:Tls=off", "--Dfs:TlsOffBeyondLoopback=true", $"--Dfs:Address={own}");

        var fault = await Assert.ThrowsAsync<LineRefusedException>(() => TestConnection.ConnectAsync(node.Endpoint, TlsPolicy.OffOnLoopback));
        Assert.Contains("TlsOffBeyondLoopback", fault.Message, StringComparison.Ordinal);
        using var client = await TestConnection.ConnectAsync(node.Endpoint, TlsPolicy.Off);
        Assert.True((await client.HelloAsync()).Outcome.IsOk);
    }
}
