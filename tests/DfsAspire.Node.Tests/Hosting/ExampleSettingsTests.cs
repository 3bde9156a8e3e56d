using System.Reflection;
using DfsAspire.Node.Hosting;
using Microsoft.Extensions.Configuration;

namespace DfsAspire.Node.Tests.Hosting;

/// <summary>The example of a node's settings in deploy/.</summary>
public sealed class ExampleSettingsTests
{
    [Fact]
    public void A_node_takes_the_example_once_its_secrets_are_filled_in()
    {
        var root = typeof(ExampleSettingsTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;
        var settings = File.ReadLines(Path.Combine(root, "deploy", "systemd", "node.env.example"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('=', 2))
            .ToDictionary(pair => pair[0].Replace("__", ":", StringComparison.Ordinal), string? (pair) => pair[1].Length > 0 ? pair[1] : $"a secret of its own for {pair[0]}");
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();

        var options = NodeOptions.Read(configuration);

        Assert.Equal((1, 10001, "/var/lib/dfs/node1"), (options.Node, options.Port, options.Volume));
        Assert.Equal([2, 3, 4], options.PeerSecrets.Keys.Order());
        Assert.Equal([2, 3, 4], options.OthersIn(configuration));
    }
}
