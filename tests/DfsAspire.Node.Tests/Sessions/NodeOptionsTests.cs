using System.Net;
using System.Text;
using DfsAspire.Node.Hosting;
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
    public void A_wrong_setting_is_named_with_what_it_must_be(string key, string? value)
    {
        var fault = Assert.Throws<NodeOptionsException>(() => Read((key, value)));

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
            settings[$"Dfs:{key}"] = value;
        return NodeOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
    }
}
