using System.Net;
using System.Text;
using DfsAspire.Node.Hosting;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Tests.Sessions;

/// <summary>What the node's http endpoint does beside health.</summary>
public sealed class OperatorCommandTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // HKDF-SHA256 (RFC 5869) of RunningNode.Secret, computed outside the program.
    private const string Key = "87AAC13AD030AB8DC7672F79BF1CBD868222B2C51A62607838E31560324922B1";
    private const string SmallKey = "87aac13ad030ab8dc7672f79bf1cbd868222b2c51a62607838e31560324922b1";

    [Fact]
    public void The_key_is_what_the_pages_say() => Assert.Equal(Key, OperatorCommands.KeyOf(Encoding.UTF8.GetBytes(RunningNode.Secret)));

    [Theory]
    [InlineData("/repair", null)]
    [InlineData("/scrub", null)]
    [InlineData("/drain", null)]
    [InlineData("/undrain", "Bearer 00")]
    [InlineData("/repair", "Bearer ")]
    [InlineData("/scrub", "Bearer 00")]
    [InlineData("/scrub", "Basic " + Key)]
    [InlineData("/repair", "Bearer " + Key + "0")]
    [InlineData("/repair", "Bearer " + SmallKey + "0")]
    [InlineData("/drain", "Bearer 97aac13ad030ab8dc7672f79bf1cbd868222b2c51a62607838e31560324922b1")]
    public async Task A_stranger_without_the_key_is_refused(string path, string? authorization)
    {
        await using var node = await RunningNode.StartAsync();

        using var response = await PostAsync(node, path, authorization);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
    }

    [Theory]
    [InlineData("/repair", Key)]
    [InlineData("/scrub", Key)]
    [InlineData("/repair", SmallKey)]
    public async Task Who_has_the_key_hears_what_is_left_to_repair(string path, string key)
    {
        await using var node = await RunningNode.StartAsync();

        using var response = await PostAsync(node, path, $"Bearer {key}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("Done: 0 parts missing, 0 damaged.", await response.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task A_scrub_finds_a_file_that_is_gone_and_the_status_tells_of_it()
    {
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);
        var file = new TestFile(node.Alice, "a", 3000);
        await file.PutAsync(client);
        var before = await client.AskAsync<GetNodeStatus, NodeStatusReply>(new GetNodeStatus(TestConnection.NoHeader));
        Assert.Equal((2, 0, NodeState.Ready, null), (before.Status.Parts, before.Status.PartsMissing, before.Status.State, before.Status.Why));
        File.Delete(Directory.EnumerateFiles(Path.Combine(node.VolumePath, node.Alice.Name), "*.2").Single());

        using var response = await PostAsync(node, "/scrub", $"Bearer {Key}");

        Assert.Equal("Done: 1 parts missing, 0 damaged.", await response.Content.ReadAsStringAsync(Cancel));
        var after = await client.AskAsync<GetNodeStatus, NodeStatusReply>(new GetNodeStatus(TestConnection.NoHeader));
        Assert.Equal((1, 1, 1), (after.Status.Parts, after.Status.PartsMissing, after.Status.PartsUnobtainable));
        Assert.True(after.Status.CheckedSince >= before.Status.CheckedSince && before.Status.CheckedSince > 0);
    }

    private static async Task<HttpResponseMessage> PostAsync(RunningNode node, string path, string? authorization)
    {
        using var http = new HttpClient { BaseAddress = node.Http };
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await http.SendAsync(request, Cancel);
    }
}
