using System.Net;
using System.Text;
using DfsAspire.Node.Hosting;
using DfsAspire.Protocol.Lines;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace DfsAspire.Node.Tests.Sessions;

public sealed class NodeOptionsTests
{
    [Fact]
    public void Options_are_read_from_the_section_dfs()
    {
        var options = Read(("Address", "0.0.0.0"), ("MaxConnections", "7"));

        Assert.Equal((3, 10003, 7), (options.Node, options.Port, options.MaxConnections));
        Assert.Equal(IPAddress.Any, options.Address);
        Assert.True(Path.IsPathRooted(options.Volume));
        Assert.Equal("0123456789abcdef", Encoding.UTF8.GetString(options.ClusterSecret.Span));
        Assert.Equal("node3", options.Name);
    }

    [Fact]
    public void Without_an_address_the_node_listens_on_loopback_only() => Assert.Null(Read().Address);

    [Theory]
    [InlineData("Node", "0")]
    [InlineData("Node", "5")]
    [InlineData("Node", null)]
    [InlineData("Port", "65536")]
    [InlineData("Port", "-1")]
    [InlineData("Port", "tcp://localhost:1")]
    [InlineData("Volume", null)]
    [InlineData("Address", "example.org")]
    [InlineData("MaxConnections", "0")]
    [InlineData("MaxStagedBytes", "many")]
    [InlineData("Tls", "maybe")]
    [InlineData("Tls__Certificate", null, "Tls:Key", "node.key")]
    public void A_wrong_setting_is_named_with_what_it_must_be(string key, string? value, string? otherKey = null, string? otherValue = null)
    {
        var fault = Assert.Throws<NodeOptionsException>(() => Read((key, value), (otherKey ?? key, otherValue ?? value)));

        Assert.Contains($"Dfs__{key}", fault.Message, StringComparison.Ordinal);
        Assert.Contains("must be", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_that_is_too_short_is_refused_and_not_repeated()
    {
        var fault = Assert.Throws<NodeOptionsException>(() => Read(("ClusterSecret", "hunter2")));

        Assert.Contains("Dfs__ClusterSecret", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("hunter2")]
    [InlineData("0123456789abcdef")]
    [InlineData("of the nodes 3 and 4")]
    public void Each_other_node_that_can_be_reached_needs_a_secret_of_its_own(string? secret)
    {
        var fault = Assert.Throws<NodeOptionsException>(() => Read(("PeerSecrets:2", secret), ("PeerSecrets:4", "of the nodes 3 and 4"), ("=services:node2:dfs:0", "tcp://b:1")));

        Assert.Contains("Dfs__PeerSecrets__", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", fault.Message, StringComparison.Ordinal);
        Assert.Equal([2, 4], Read(("PeerSecrets:2", "of the nodes 2 and 3"), ("PeerSecrets:4", "of the nodes 3 and 4")).PeerSecrets.Keys.Order());
    }

    [Fact]
    public void A_node_is_told_where_all_others_are_or_none()
    {
        (string, string?)[] two = [("=services:node1:dfs:0", "tcp://a:1"), ("=services:node4:dfs:0", "tcp://d:1")];

        var fault = Assert.Throws<NodeOptionsException>(() => Read([("PeerSecrets:1", "of the nodes 1 and 3"), ("PeerSecrets:4", "of the nodes 3 and 4"), .. two]));

        Assert.Contains("services__node2__dfs__0 is missing", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tls_is_on_unless_it_is_turned_off()
    {
        Assert.Equal(TlsPolicy.Required, Read().Tls);
        Assert.Equal(TlsPolicy.Required, Read(("Tls", "On")).Tls);
        Assert.Equal(TlsPolicy.OffOnLoopback, Read(("Tls", "off")).Tls);
        Assert.Equal(TlsPolicy.OffOnLoopback, Read(("Tls", "off"), ("Address", "127.0.0.3")).Tls);
        Assert.Equal(TlsPolicy.Off, Read(("Tls", "OFF"), ("TlsOffBeyondLoopback", "True"), ("Address", "0.0.0.0")).Tls);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.0.2.1")]
    [InlineData("::ffff:192.0.2.1")]
    public void Without_tls_a_node_listens_beyond_loopback_only_when_told_twice(string address)
    {
        var fault = Assert.Throws<NodeOptionsException>(() => Read(("Tls", "off"), ("Address", address)));

        Assert.Contains("Dfs__TlsOffBeyondLoopback", fault.Message, StringComparison.Ordinal);
        Assert.Contains(address, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_is_read_with_its_password_which_shows_nowhere()
    {
        var options = Read(("Tls:Certificate", "node.pfx"), ("Tls:Password", "hunter2"));

        Assert.Equal(new CertificateSource(Path.GetFullPath("node.pfx"), null, "hunter2"), options.Certificate);
        Assert.DoesNotContain("hunter2", $"{options} {options.Certificate}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Tls:Password")]
    [InlineData("ClusterSecret")]
    [InlineData("PeerSecrets:2")]
    public void A_secret_on_the_command_line_is_refused_and_not_repeated(string key)
    {
        const string Secret = "hunter2 hunter2 hunter2";
        // As the node's own program reads it.
        var configuration = WebApplication.CreateBuilder(["--Dfs:Tls:Certificate=node.pfx", $"--Dfs:{key}={Secret}"]).Configuration;

        var fault = Assert.Throws<NodeOptionsException>(() => NodeOptions.Read(configuration));

        Assert.Contains($"Dfs__{key.Replace(":", "__", StringComparison.Ordinal)}) must not stand on the command line", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        var fault = Assert.Throws<NodeOptionsException>(() => NodeOptions.Read(new ConfigurationBuilder().Build()));

        Assert.All(["Dfs__Node", "Dfs__Port", "Dfs__Volume", "Dfs__ClusterSecret"], key => Assert.Contains(key, fault.Message, StringComparison.Ordinal));
    }

    private static NodeOptions Read(params (string Key, string? Value)[] changes)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Dfs:Node"] = "3",
            ["Dfs:Port"] = "10003",
            ["Dfs:Volume"] = "volume",
            ["Dfs:ClusterSecret"] = "0123456789abcdef",
        };
        foreach (var (key, value) in changes)
            settings[key.StartsWith('=') ? key[1..] : $"Dfs:{key}"] = value;
        return NodeOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
    }
}
