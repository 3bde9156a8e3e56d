using System.Net;
using System.Net.Sockets;
using Xunit;

namespace DfsAspire.EndToEnd.Tests;

/// <summary>Four nodes and a client start, are healthy, and nodes can be stopped and started again.</summary>
public sealed class StartAndStopTests(RunningStore store)
{
    [Fact]
    public async Task Four_nodes_and_the_client_are_healthy()
    {
        foreach (var resource in (string[])[.. RunningStore.Nodes, "client"])
        {
            using var http = store.Application.CreateHttpClient(resource, "http");
            using var health = await http.GetAsync(new Uri("/health", UriKind.Relative), RunningStore.Deadline);
            Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        }
    }

    [Fact]
    public async Task The_cluster_was_founded_before_the_client_started()
    {
        var state = await store.Application.ResourceNotifications.WaitForResourceAsync(
            "founding", change => KnownResourceStates.TerminalStates.Contains(change.Snapshot.State?.Text), RunningStore.Deadline);
        Assert.Equal(0, state.Snapshot.ExitCode);
    }

    [Fact]
    public void Every_node_has_an_endpoint_of_its_own_for_the_protocol()
    {
        var ports = RunningStore.Nodes.Select(node => store.Application.GetEndpoint(node, "dfs")).ToList();
        Assert.All(ports, address => Assert.Equal("tcp", address.Scheme));
        Assert.Equal(4, ports.Select(address => address.Port).Distinct().Count());
    }

    [Theory]
    [InlineData("node4")]
    [InlineData("node2")]
    public async Task A_stopped_node_refuses_connections_and_comes_back_at_the_same_place(string node)
    {
        var before = store.Application.GetEndpoint(node, "http");
        await store.StopAsync(node);
        using (var socket = new TcpClient())
        {
            var refused = await Assert.ThrowsAnyAsync<SocketException>(async () => await socket.ConnectAsync(before.Host, before.Port, RunningStore.Deadline));
            Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        }
        await store.StartAsync(node);
        Assert.Equal(before, store.Application.GetEndpoint(node, "http"));
        using var http = store.Application.CreateHttpClient(node, "http");
        using var health = await http.GetAsync(new Uri("/health", UriKind.Relative), RunningStore.Deadline);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }
}
