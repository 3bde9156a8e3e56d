using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace DfsAspire.Gateway.Tests.Api;

/// <summary>What was overwritten or deleted, for programs.</summary>
public sealed class VersionApiTests(TestCluster cluster, SharedGateway gateway) : GatewayTest(cluster, gateway)
{
    [Fact]
    public async Task A_file_is_read_as_it_was_and_becomes_it_again()
    {
        await PutAsync("file", [1]);
        await PutAsync("file", [2]);

        var versions = await VersionsAsync($"versions/{Folder}/file");
        Assert.Equal([true, false], versions.Select(version => version["current"]!.GetValue<bool>()));
        var old = versions[1]["version"]!.GetValue<string>();
        using (var content = await Http.GetAsync(Url($"files/{Folder}/file?version={old}"), Cancellation))
            Assert.Equal([1], await content.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal(1, (await RestoreAsync("file", old))["restored"]!.GetValue<int>());

        Assert.Equal([1], await GetAsync("file"));
        Assert.Equal(3, (await VersionsAsync($"versions/{Folder}/file")).Count);
    }

    [Fact]
    public async Task A_folder_that_was_deleted_comes_back_and_what_lies_there_now_stays()
    {
        await SendAsync("MKCOL", "folder");
        await PutAsync("folder/one", [1]);
        await PutAsync("folder/two", [2]);
        await SendAsync("DELETE", "folder");
        Assert.Equal([In("folder").Value], (await VersionsAsync($"deleted/{Folder}")).Select(version => version["path"]!.GetValue<string>()));

        Assert.Equal(3, (await RestoreAsync("folder"))["restored"]!.GetValue<int>());
        Assert.Equal([1], await GetAsync("folder/one"));
        Assert.Empty(await VersionsAsync($"deleted/{Folder}"));
        using var again = await Http.PostAsJsonAsync(Url("restore"), new { path = In("folder").Value }, Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Fact]
    public async Task Who_holds_a_lock_is_waited_for()
    {
        await PutAsync("file", [1]);
        await PutAsync("file", [2]);
        var old = (await VersionsAsync($"versions/{Folder}/file"))[1]["version"]!.GetValue<string>();
        await LockAsync("file");

        using var refused = await Http.PostAsJsonAsync(Url("restore"), new { path = In("file").Value, version = old }, Cancellation);

        Assert.Equal(HttpStatusCode.Locked, refused.StatusCode);
        Assert.Equal([2], await GetAsync("file"));
    }

    private Uri Url(string address) => new(Gateway.Root, $"/api/v1/{address}");

    private async Task<List<JsonNode>> VersionsAsync(string address) =>
        [.. JsonNode.Parse(await Http.GetStringAsync(Url(address), Cancellation))!["versions"]!.AsArray().Select(version => version!)];

    private async Task<JsonNode> RestoreAsync(string name, string? version = null)
    {
        using var answer = await Http.PostAsJsonAsync(Url("restore"), new { path = In(name).Value, version }, Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
    }
}
