using System.Net;

namespace DfsAspire.Gateway.Tests.WebDav;

/// <summary>One node may be behind the others; a program that keeps two folders alike would delete what it does not list.</summary>
public sealed class OneNodeTests(TestCluster cluster, SharedGateway gateway) : GatewayTest(cluster, gateway)
{
    [Fact]
    public async Task What_one_node_says_is_not_given_for_the_truth()
    {
        await PutAsync("file", [1]);
        Cluster.Kill(2, 3, 4);

        foreach (var name in (string[])["file", "unknown"])
        {
            Assert.Equal((name, "GET", HttpStatusCode.ServiceUnavailable), (name, "GET", await SendAsync("GET", name)));
            Assert.Equal((name, "HEAD", HttpStatusCode.ServiceUnavailable), (name, "HEAD", await SendAsync("HEAD", name)));
            Assert.Equal((name, "PROPFIND", HttpStatusCode.ServiceUnavailable), (name, "PROPFIND", await SendAsync("PROPFIND", name, ("Depth", "0"))));
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await SendAsync("PROPFIND", "", ("Depth", "1")));
        using var request = new HttpRequestMessage(new HttpMethod("PROPFIND"), Gateway.Root);
        request.Headers.Add("Depth", "1");
        using var root = await Http.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, root.StatusCode);
        Assert.NotNull(root.Headers.RetryAfter);
    }
}
