using System.Net;
using System.Text;

namespace DfsAspire.Gateway.Tests.WebDav;

/// <summary>A MOVE of a folder that stops halfway, and is sent again as clients do by themselves.</summary>
public sealed class FolderMoveTests(TestCluster cluster, SharedGateway gateway) : GatewayTest(cluster, gateway)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_move_that_stopped_halfway_is_gone_on_with_and_deletes_nothing()
    {
        string[] names = ["one", "two", "three", "below/bad"];
        await SendAsync("MKCOL", "a");
        await SendAsync("MKCOL", "a/below");
        foreach (var name in names)
            await PutAsync($"a/{name}", Encoding.UTF8.GetBytes(name));
        var bad = PartsOnDisk.In(Cluster, In("a/below")).Where(part => part.Part == 2).ToDictionary(part => part, part => File.ReadAllBytes(part.File));
        foreach (var part in bad.Keys)
            File.Delete(part.File);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await MoveAsync("a", "b"));
        Assert.Equal(["below", "one", "three", "two"], await NamesAsync("b"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await MoveAsync("a", "b"));
        Assert.Equal(["below", "one", "three", "two"], await NamesAsync("b"));
        Assert.Equal(["bad"], await NamesAsync("a/below"));
        foreach (var (part, bytes) in bad)
            await File.WriteAllBytesAsync(part.File, bytes, Cancellation);

        Assert.Equal(HttpStatusCode.NoContent, await MoveAsync("a", "b"));

        foreach (var name in names)
            Assert.Equal(name, Encoding.UTF8.GetString(await GetAsync($"b/{name}")));
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync("PROPFIND", "a", ("Depth", "0")));
    }

    [Fact]
    public async Task A_move_that_is_done_leaves_no_mark_and_the_next_one_replaces_the_folder()
    {
        await SendAsync("MKCOL", "a");
        await PutAsync("a/old", [1]);
        Assert.Equal(HttpStatusCode.Created, await MoveAsync("a", "b"));
        await using (var store = await Cluster.ConnectAsync())
            Assert.Equal([In("b/old")], (await store.ListAsync(In("b"), Cancellation)).Entries.Select(entry => entry.Path));
        await SendAsync("MKCOL", "a");
        await PutAsync("a/new", [2]);

        Assert.Equal(HttpStatusCode.NoContent, await MoveAsync("a", "b"));

        Assert.Equal(["new"], await NamesAsync("b"));
    }

    [Theory]
    [InlineData("MOVE")]
    [InlineData("COPY")]
    public async Task Where_a_path_would_be_too_long_nothing_is_changed(string method)
    {
        var longest = $"{new string('x', 250)}/{new string('y', 250)}/{new string('z', 250)}/{new string('w', 180)}";
        await SendAsync("MKCOL", "a");
        await PutAsync("a/file", [1]);
        for (var end = longest.IndexOf('/', StringComparison.Ordinal); end > 0; end = longest.IndexOf('/', end + 1))
            Assert.Equal(HttpStatusCode.Created, await SendAsync("MKCOL", $"a/{longest[..end]}"));
        Assert.Equal(HttpStatusCode.Created, await PutAsync($"a/{longest}", [2]));
        var other = new string('b', 100);
        await SendAsync("MKCOL", other);
        await PutAsync($"{other}/kept", [3]);

        for (var time = 0; time < 2; time++)
            Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(method, "a", ("Destination", At(other).ToString())));

        Assert.Equal([3], await GetAsync($"{other}/kept"));
        Assert.Equal([1], await GetAsync("a/file"));
        Assert.Equal([2], await GetAsync($"a/{longest}"));
    }

    [Fact]
    public async Task A_folder_that_leaves_no_room_for_the_mark_is_no_target()
    {
        var (outer, inner) = ($"{new string('x', 250)}/{new string('y', 250)}/{new string('z', 250)}", new string('w', 220));
        await SendAsync("MKCOL", "a");
        await PutAsync("a/f", [1]);
        for (var end = outer.IndexOf('/', StringComparison.Ordinal); end > 0; end = outer.IndexOf('/', end + 1))
            await SendAsync("MKCOL", outer[..end]);
        await SendAsync("MKCOL", outer);

        Assert.Equal(HttpStatusCode.BadRequest, await MoveAsync("a", $"{outer}/{inner}"));

        Assert.Equal([1], await GetAsync("a/f"));
        Assert.Empty(await NamesAsync(outer));
    }

    [Fact]
    public async Task A_move_whose_client_has_gone_away_goes_on()
    {
        const int files = 60;
        await SendAsync("MKCOL", "a");
        await using var store = await Cluster.ConnectAsync();
        for (var i = 0; i < files; i++)
            await store.PutBytesAsync(In($"a/{i}"), [(byte)i]);
        using var gone = new CancellationTokenSource();
        using var request = new HttpRequestMessage(new HttpMethod("MOVE"), At("a"));
        request.Headers.Add("Destination", At("b").ToString());

        var move = Http.SendAsync(request, gone.Token);
        await Eventually.TrueAsync("a file is at its new path", Patience, async () => await HasAsync(store, "b", 1));
        await gone.CancelAsync();
        await move.ContinueWith(_ => { }, Cancellation, TaskContinuationOptions.None, TaskScheduler.Default);

        await Eventually.TrueAsync("all files are at their new paths", Patience, async () => await HasAsync(store, "b", files));
    }

    private Task<HttpStatusCode> MoveAsync(string from, string to) => SendAsync("MOVE", from, ("Destination", At(to).ToString()));

    private async Task<IEnumerable<string>> NamesAsync(string folder) => (await FindAsync(folder, depth: 1)).Skip(1)
        .Select(response => response.Element(Dav + "href")!.Value.TrimEnd('/')).Select(href => href[(href.LastIndexOf('/') + 1)..]).Order(StringComparer.Ordinal);

    private async Task<bool> HasAsync(DfsClient store, string folder, int files)
    {
        var members = (await store.ListAsync(Folder, Cancellation)).Entries;
        return members.Any(member => member.Path == In(folder))
            && (await store.ListAsync(In(folder), Cancellation)).Entries.Count(member => member.Path.Name.Length < 3) >= files;
    }
}
