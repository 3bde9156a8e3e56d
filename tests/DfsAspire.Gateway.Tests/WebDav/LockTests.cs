using System.Net;

namespace DfsAspire.Gateway.Tests.WebDav;

public sealed class LockTests(TestCluster cluster, SharedGateway gateway) : GatewayTest(cluster, gateway)
{
    [Fact]
    public async Task What_is_locked_is_written_with_the_token_only()
    {
        await PutAsync("file", [1]);
        var token = await LockAsync("file");

        Assert.Equal((HttpStatusCode)423, await PutAsync("file", [2]));
        Assert.Equal((HttpStatusCode)423, await SendAsync("DELETE", "file"));
        Assert.Equal((HttpStatusCode)423, await SendAsync("MOVE", "file", ("Destination", At("other").ToString())));
        Assert.Equal(HttpStatusCode.NoContent, await PutAsync("file", [2], ("If", $"({token})")));
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync("UNLOCK", "file", ("Lock-Token", token)));
        Assert.Equal(HttpStatusCode.NoContent, await PutAsync("file", [3]));
    }

    [Fact]
    public async Task A_folder_is_not_removed_under_a_locked_file()
    {
        await SendAsync("MKCOL", "folder");
        await PutAsync("folder/file", [1]);
        await LockAsync("folder/file");

        Assert.Equal((HttpStatusCode)423, await SendAsync("DELETE", "folder"));
        Assert.Equal((HttpStatusCode)423, await SendAsync("MOVE", "folder", ("Destination", At("other").ToString())));
        Assert.Equal([1], await GetAsync("folder/file"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("infinity")]
    public async Task Nothing_comes_into_a_locked_folder(string depth)
    {
        await SendAsync("MKCOL", "folder");
        var token = await LockAsync("folder", depth: depth);

        Assert.Equal((HttpStatusCode)423, await PutAsync("folder/new", [1]));
        Assert.Equal((HttpStatusCode)423, await SendAsync("MKCOL", "folder/sub"));
        Assert.Equal(HttpStatusCode.Created, await PutAsync("folder/new", [1], ("If", $"<{At("folder")}> ({token})")));
    }

    [Fact]
    public async Task Two_may_share_and_nobody_else_locks_alone()
    {
        await PutAsync("file", [1]);
        await LockAsync("file", "shared");
        await LockAsync("file", "shared");

        using var exclusive = await AskXmlAsync(
            "LOCK", "file", "<lockinfo xmlns='DAV:'><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>");

        Assert.Equal((HttpStatusCode)423, exclusive.StatusCode);
        Assert.Contains("no-conflicting-lock", await exclusive.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_locked_first_holds_an_empty_file()
    {
        var token = await LockAsync("new", depth: "0");

        Assert.Empty(await GetAsync("new"));
        Assert.Equal(HttpStatusCode.NoContent, await PutAsync("new", [1], ("If", $"({token})")));
    }
}
