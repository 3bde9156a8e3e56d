using System.Net;

namespace DfsAspire.Gateway.Tests.WebDav;

/// <summary>COPY and MOVE onto what is there already: nothing goes before what takes its place is there.</summary>
public sealed class FolderReplaceTests(TestCluster cluster, SharedGateway gateway) : GatewayTest(cluster, gateway)
{
    [Theory]
    [InlineData("COPY")]
    [InlineData("MOVE")]
    public async Task A_folder_that_cannot_be_read_whole_replaces_nothing_for_good(string method)
    {
        await MakeAsync("a", ("good", 1), ("sub/bad", 2));
        await MakeAsync("b", ("kept", 3), ("sub/kept", 4), ("old/kept", 5));
        var bad = TakeAway("a/sub");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await OntoAsync(method, "a", "b"));

        Assert.Equal([3], await GetAsync("b/kept"));
        Assert.Equal([4], await GetAsync("b/sub/kept"));
        Assert.Equal([5], await GetAsync("b/old/kept"));
        Assert.Equal([1], await GetAsync("a/good"));
        await GiveBackAsync(bad);
        Assert.Equal(HttpStatusCode.NoContent, await OntoAsync(method, "a", "b"));
        Assert.Equal(["good", "sub"], await NamesAsync("b"));
        Assert.Equal(["bad"], await NamesAsync("b/sub"));
        Assert.Equal([2], await GetAsync("b/sub/bad"));
        Assert.Equal(method == "COPY" ? (HttpStatusCode)207 : HttpStatusCode.NotFound, await SendAsync("PROPFIND", "a", ("Depth", "0")));
    }

    [Theory]
    [InlineData("COPY")]
    [InlineData("MOVE")]
    public async Task A_file_that_cannot_be_read_replaces_no_folder(string method)
    {
        await MakeAsync("a", ("bad", 1));
        await MakeAsync("b", ("kept", 2));
        TakeAway("a");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await OntoAsync(method, "a/bad", "b"));

        Assert.Equal([2], await GetAsync("b/kept"));
    }

    [Theory]
    [InlineData("COPY")]
    [InlineData("MOVE")]
    public async Task A_folder_that_cannot_be_read_replaces_no_file(string method)
    {
        await MakeAsync("a", ("bad", 1));
        await PutAsync("b", [2]);
        TakeAway("a");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await OntoAsync(method, "a", "b"));

        Assert.Equal([2], await GetAsync("b"));
    }

    [Theory]
    [InlineData("COPY")]
    [InlineData("MOVE")]
    public async Task What_is_replaced_becomes_the_other_one_and_nothing_else(string method)
    {
        await MakeAsync("a", ("file", 1), ("was folder", 2), ("was file/x", 3));
        await SendAsync("MKCOL", "a/empty");
        await MakeAsync("b", ("file", 4), ("was folder/x", 5), ("was file", 6), ("gone/x", 7), ("empty/x", 8));
        await AskXmlAsync("PROPPATCH", "b/file", "<propertyupdate xmlns='DAV:'><set><prop><x xmlns='urn:x'>1</x></prop></set></propertyupdate>");

        Assert.Equal(HttpStatusCode.NoContent, await OntoAsync(method, "a", "b"));

        Assert.Equal(["empty", "file", "was file", "was folder"], await NamesAsync("b"));
        Assert.Equal([1], await GetAsync("b/file"));
        Assert.Equal([2], await GetAsync("b/was%20folder"));
        Assert.Equal([3], await GetAsync("b/was%20file/x"));
        Assert.Empty(await NamesAsync("b/empty"));
        await using var store = await Cluster.ConnectAsync();
        Assert.Equal(4, (await store.ListAsync(In("b"), Cancellation)).Entries.Count);
    }

    [Fact]
    public async Task A_copy_of_the_folder_alone_empties_the_one_it_replaces()
    {
        await MakeAsync("a", ("x", 1));
        await MakeAsync("b", ("y", 2));

        Assert.Equal(HttpStatusCode.NoContent, await SendAsync("COPY", "a", ("Destination", At("b").ToString()), ("Depth", "0")));

        Assert.Empty(await NamesAsync("b"));
    }

    private async Task MakeAsync(string folder, params (string Name, byte Content)[] files)
    {
        await SendAsync("MKCOL", folder);
        foreach (var (name, content) in files)
        {
            if (name.Split('/') is [var below, _])
                await SendAsync("MKCOL", $"{folder}/{Uri.EscapeDataString(below)}");
            Assert.Equal(HttpStatusCode.Created, await PutAsync($"{folder}/{string.Join('/', name.Split('/').Select(Uri.EscapeDataString))}", [content]));
        }
    }

    // One part is on no node any more.
    private Dictionary<string, byte[]> TakeAway(string folder)
    {
        var parts = PartsOnDisk.In(Cluster, In(folder)).Where(part => part.Part == 2).ToDictionary(part => part.File, part => File.ReadAllBytes(part.File));
        foreach (var file in parts.Keys)
            File.Delete(file);
        return parts;
    }

    private static async Task GiveBackAsync(Dictionary<string, byte[]> parts)
    {
        foreach (var (file, bytes) in parts)
            await File.WriteAllBytesAsync(file, bytes, Cancellation);
    }

    private Task<HttpStatusCode> OntoAsync(string method, string from, string to) => SendAsync(method, from, ("Destination", At(to).ToString()));

    private async Task<IEnumerable<string>> NamesAsync(string folder) => (await FindAsync(folder, depth: 1)).Skip(1)
        .Select(response => Uri.UnescapeDataString(response.Element(Dav + "href")!.Value.TrimEnd('/'))).Select(href => href[(href.LastIndexOf('/') + 1)..])
        .Order(StringComparer.Ordinal);
}
