using System.Net;
using DfsAspire.Client.Gateway;
using DfsAspire.Client.Shell.Configuration;
using Microsoft.Extensions.Configuration;

namespace DfsAspire.Gateway.Tests.Deploy;

/// <summary>The examples of the client's settings in deploy/, filled in, and the commands that hand them to containers.</summary>
public sealed class ExampleTests
{
    [Fact]
    public void The_command_line_takes_its_example()
    {
        var text = OperationsPage.Deployed("dfs.conf.example");
        Assert.Throws<ConfigurationException>(() => ConfigurationParser.Parse("example", new StringReader(text)));

        var configuration = ConfigurationParser.Parse("example", new StringReader(text.Replace("Password:", "Password: of the operator", StringComparison.Ordinal)));

        Assert.Equal("operator", Assert.Single(configuration.Users).Name);
        Assert.Equal(NodesOf(FilledIn("systemd/found.env.example")), configuration.Nodes.Select(node => $"tcp://{node.Host}:{node.Port}"));
    }

    [Fact]
    public void The_gateway_takes_its_example()
    {
        var settings = FilledIn("systemd/gateway.env.example");

        var worker = WorkerSettings.Read(settings);

        Assert.Equal("operator", worker.User.Name);
        Assert.Equal([IPAddress.Loopback], worker.Proxies);
        Assert.Equal(NodesOf(FilledIn("systemd/found.env.example")), NodesOf(settings));
    }

    [Fact]
    public void Uploads_in_a_container_wait_on_a_volume_that_its_user_may_write_to()
    {
        var command = OperationsPage.CommandsBelow("### As containers").SelectMany(block => block.Replace("\\\n", "", StringComparison.Ordinal).Split('\n'))
            .Single(line => line.Contains("--name dfs-gateway", StringComparison.Ordinal));
        const string Place = "/var/tmp/dfs";

        Assert.Contains($" -e TMPDIR={Place} ", command, StringComparison.Ordinal);
        Assert.Contains($" -v dfs-uploads:{Place} ", command, StringComparison.Ordinal);
        Assert.Contains($" -m 0700 {Place}\n", OperationsPage.Deployed("container/Containerfile"), StringComparison.Ordinal);
        // It listens on the loopback address of its example, which is the machine's on the machine's network alone.
        Assert.Contains(" --network host ", command, StringComparison.Ordinal);
    }

    private static IEnumerable<string?> NodesOf(IConfiguration settings) => TestCluster.Numbers.Select(number => settings[$"services:node{number}:dfs:0"]);

    private static IConfiguration FilledIn(string example) => new ConfigurationBuilder().AddInMemoryCollection(
        OperationsPage.Deployed(example).Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('=', 2)).ToDictionary(
            pair => pair[0].Replace("__", ":", StringComparison.Ordinal),
            string? (pair) => pair[1].Length > 0 ? pair[1] : "a secret of its own")).Build();
}
