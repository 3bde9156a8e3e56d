using DfsAspire.Client.Discovery;
using DfsAspire.Client.Store;
using Microsoft.Extensions.Configuration;

namespace DfsAspire.Client.Tests.Gateway;

public sealed class NodeDiscoveryTests
{
    [Fact]
    public async Task The_endpoint_dfs_of_each_node_is_found()
    {
        var nodes = await FindAsync(Settings());

        Assert.Equal(
            [new(1, "node1", "localhost", 4001), new(2, "node2", "localhost", 4002), new(3, "node3", "127.0.0.1", 4003), new NodeAddress(4, "node4", "::1", 4004)],
            nodes);
    }

    [Fact]
    public async Task A_missing_node_is_named_with_the_setting_that_would_find_it()
    {
        var settings = Settings();
        settings.Remove("services:node3:dfs:0");

        var fault = await Assert.ThrowsAsync<NodeDiscoveryException>(() => FindAsync(settings));

        Assert.Contains("services__node3__dfs__0", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_of_another_name_is_not_taken_for_it()
    {
        var settings = Settings();
        settings.Remove("services:node2:dfs:0");
        settings["services:node2:http:0"] = "http://localhost:80";

        var fault = await Assert.ThrowsAsync<NodeDiscoveryException>(() => FindAsync(settings));

        Assert.Contains("services__node2__dfs__0", fault.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> Settings() => new()
    {
        ["services:node1:dfs:0"] = "tcp://localhost:4001",
        ["services:node2:dfs:0"] = "tcp://localhost:4002",
        ["services:node3:dfs:0"] = "tcp://127.0.0.1:4003",
        ["services:node4:dfs:0"] = "tcp://[::1]:4004",
    };

    private static Task<IReadOnlyList<NodeAddress>> FindAsync(Dictionary<string, string?> settings) =>
        NodeDiscovery.FindAsync(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), TestContext.Current.CancellationToken);
}
