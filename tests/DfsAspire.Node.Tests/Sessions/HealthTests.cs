using System.Net;

namespace DfsAspire.Node.Tests.Sessions;

public sealed class HealthTests
{
    [Fact]
    public async Task A_node_that_waits_for_founding_is_healthy_and_says_so()
    {
        await using var node = await RunningNode.StartEmptyAsync();

        var (status, text) = await GetAsync(node, "/health");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("waits for the cluster to be founded", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_founded_node_is_healthy_and_alive()
    {
        await using var node = await RunningNode.StartAsync();

        Assert.Contains("serves its volume", (await GetAsync(node, "/health")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(node, "/alive")).Status);
    }

    [Fact]
    public async Task A_node_whose_volume_takes_no_write_is_unhealthy_and_says_why()
    {
        await using var node = await RunningNode.StartAsync();
        Directory.Move(Path.Combine(node.VolumePath, ".dfs", "incoming"), Path.Combine(node.VolumePath, "elsewhere"));

        var (status, text) = await GetAsync(node, "/health");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("The volume of node 2 does not work", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(node, "/alive")).Status);
    }

    private static async Task<(HttpStatusCode Status, string Text)> GetAsync(RunningNode node, string path)
    {
        using var http = new HttpClient { BaseAddress = node.Http };
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
