using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace DfsAspire.Gateway.Tests.Api;

/// <summary>A verification of one's files, for programs and for the dashboard.</summary>
public sealed class VerifyApiTests(TestCluster cluster, SharedGateway gateway) : GatewayTest(cluster, gateway)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Every_copy_of_every_part_is_read()
    {
        await PutAsync("one", Bytes.Of(100_000, 1));
        await SendAsync("MKCOL", "folder");
        await PutAsync("folder/two", Bytes.Of(3, 2));

        var (status, found) = await VerifyAsync("");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("done", found["state"]!.GetValue<string>());
        Assert.Equal(2, found["files"]!.GetValue<int>());
        Assert.Equal(16, found["copies"]!.GetValue<int>());
        Assert.Equal(2 * 100_003, found["bytes"]!.GetValue<int>());
        Assert.Empty(found["faults"]!.AsArray());
    }

    [Fact]
    public async Task A_flipped_bit_is_found_and_its_node_named()
    {
        await PutAsync("file", Bytes.Of(1000, 1));
        var receipt = await (await ConnectAsync()).PutBytesAsync(In("file"), Bytes.Of(1000, 1));
        var damaged = PartsOnDisk.Of(Cluster, Folder, receipt.Content)[0];
        damaged.FlipBitAt(5);

        var (_, found) = await VerifyAsync("/file");

        var fault = Assert.Single(found["faults"]!.AsArray())!;
        Assert.Equal($"node{damaged.Node}", fault["node"]!.GetValue<string>());
        Assert.Equal(damaged.Part, fault["part"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_node_that_is_away_is_named_beside_what_is_missed_of_it()
    {
        await PutAsync("file", Bytes.Of(1000, 1));
        Cluster.Kill(3);

        var (_, found) = await VerifyAsync("/file");

        Assert.Equal("node3", Assert.Single(found["nodesAway"]!.AsArray())!.GetValue<string>());
        Assert.Equal(2, found["faults"]!.AsArray().Count);
    }

    [Fact]
    public async Task It_goes_on_without_whoever_began_it_and_one_runs_at_a_time()
    {
        await PutAsync("file", Bytes.Of(50_000_000, 1));
        await PutAsync("other", [1]);

        var (begun, running) = await VerifyAsync("/file", "wait=0");
        var (other, _) = await VerifyAsync("/other");
        Assert.Equal(HttpStatusCode.Accepted, begun);
        Assert.Equal("running", running["state"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.Conflict, other);

        await Eventually.TrueAsync("the verification is done", Patience, async () => (await StateAsync("/file")).Status == HttpStatusCode.OK);
        Assert.Equal(8, (await StateAsync("/file")).Found["copies"]!.GetValue<int>());
        Assert.Equal(HttpStatusCode.NotFound, (await StateAsync("/other")).Status);
        Assert.Equal(HttpStatusCode.OK, (await VerifyAsync("/other")).Status);
    }

    private Task<(HttpStatusCode Status, JsonNode Found)> VerifyAsync(string below, string? prefer = null) => AskAsync(HttpMethod.Post, below, prefer);

    private Task<(HttpStatusCode Status, JsonNode Found)> StateAsync(string below) => AskAsync(HttpMethod.Get, below, prefer: null);

    private async Task<(HttpStatusCode Status, JsonNode Found)> AskAsync(HttpMethod method, string below, string? prefer)
    {
        using var request = new HttpRequestMessage(method, new Uri(Gateway.Root, $"/api/v1/verify/{Folder}{below}"));
        if (prefer is not null)
            request.Headers.Add("Prefer", prefer);
        using var answer = await Http.SendAsync(request, Cancellation);
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!);
    }
}
