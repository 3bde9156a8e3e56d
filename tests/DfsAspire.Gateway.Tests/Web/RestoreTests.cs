using System.Net;
using System.Text.RegularExpressions;
using DfsAspire.Client.Gateway.WebDav;

namespace DfsAspire.Gateway.Tests.Web;

/// <summary>What was deleted or overwritten comes back by the page, without scripts.</summary>
public sealed partial class RestoreTests(TestCluster cluster, SharedGateway gateway) : GatewayTest(cluster, gateway)
{
    private const string Property = "<propertyupdate xmlns='DAV:'><set><prop><x xmlns='urn:x'>1</x></prop></set></propertyupdate>";

    [Fact]
    public async Task A_deletion_is_undone_with_one_button_once()
    {
        using var browser = await PageClient.LogInAsync(Gateway.Root);
        await PutAsync("file", [1]);
        await AskXmlAsync("PROPPATCH", "file", Property);

        var deleted = await browser.DoAsync("delete", ("path", In("file").Value));
        Assert.Contains("id=\"undo\"", deleted, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync("HEAD", "file"));
        Assert.DoesNotContain("id=\"undo\"", await browser.GetTextAsync($"/files/{Folder}/"), StringComparison.Ordinal);

        Assert.Contains("is back", await browser.DoAsync("selected/undelete", ("path", Folder.Value), ("name", "file"), ("took", "50")), StringComparison.Ordinal);

        Assert.Equal([1], await GetAsync("file"));
        Assert.Contains("urn:x", (await FindAsync("file", depth: 0)).Single().ToString(), StringComparison.Ordinal);
        Assert.Contains("role=\"alert\"", await browser.DoAsync("undelete", ("path", In("file").Value), Back), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_comes_back_with_what_went_with_it_and_not_with_what_was_deleted_before()
    {
        await using var store = await Cluster.ConnectAsync();
        await SendAsync("MKCOL", "folder");
        await SendAsync("MKCOL", "folder/sub");
        await PutAsync("folder/before", [1]);
        await SendAsync("DELETE", "folder/before");
        await PutAsync("folder/one", [2]);
        await PutAsync("folder/sub/two", [3]);
        await AskXmlAsync("PROPPATCH", "folder/one", Property);
        await SendAsync("DELETE", "folder");
        var whole = (await store.ListDeletedAsync(Folder, Cancellation)).Entries.Single();
        var inside = (await store.ListDeletedAsync(In("folder"), Cancellation)).Entries;
        var before = inside.Single(entry => entry.Path.Name == "before");
        var first = inside.Where(entry => entry != before).Min(entry => entry.ReplacedAt!.Value);
        var between = before.ReplacedAt!.Value + (first - before.ReplacedAt.Value) / 2;

        var undelete = new Undelete(store) { ClockDifference = TimeSpan.Zero };
        await undelete.RunAsync(In("folder"), whole.ReplacedAt!.Value - between, Cancellation);

        Assert.Equal((4, 0), (undelete.Restored, undelete.Left.Count));
        Assert.Equal([2], await GetAsync("folder/one"));
        Assert.Equal([3], await GetAsync("folder/sub/two"));
        Assert.Contains("urn:x", (await FindAsync("folder/one", depth: 0)).Single().ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync("HEAD", "folder/before"));
    }

    [Fact]
    public async Task What_was_deleted_from_a_folder_is_listed_and_comes_back_and_what_is_there_now_stays()
    {
        using var browser = await PageClient.LogInAsync(Gateway.Root);
        await SendAsync("MKCOL", "folder");
        await PutAsync("folder/inside", [1]);
        await PutAsync("gone", [2]);
        await PutAsync("moved", [3]);
        await AskXmlAsync("PROPPATCH", "gone", Property);
        await SendAsync("MOVE", "moved", ("Destination", At("elsewhere").ToString()));
        await SendAsync("DELETE", "gone");
        await SendAsync("DELETE", "folder");

        var page = await browser.GetTextAsync($"/deleted/{Folder}/");
        Assert.Equal(["folder", "gone"], Rows().Matches(page).Select(match => match.Groups[1].Value));
        var list = await browser.DoAsync("undelete", ("path", In("folder").Value));
        Assert.Contains("&#x27;folder&#x27; is back", list, StringComparison.Ordinal);
        Assert.Equal([1], await GetAsync("folder/inside"));

        await PutAsync("gone", [4]);
        Assert.Contains("Nothing that was deleted from this folder is kept", await browser.GetTextAsync($"/deleted/{Folder}/"), StringComparison.Ordinal);
        Assert.Contains("role=\"alert\"", await browser.DoAsync("undelete", ("path", In("gone").Value), Back), StringComparison.Ordinal);
        Assert.Equal([4], await GetAsync("gone"));
    }

    [Fact]
    public async Task Earlier_versions_of_a_file_are_listed_downloaded_and_restored()
    {
        using var browser = await PageClient.LogInAsync(Gateway.Root);
        var first = Bytes.Of(100_000, 1);
        await PutAsync("file", first);
        await PutAsync("file", [2]);
        await PutAsync("file", [3]);

        var page = await browser.GetTextAsync($"/files/{Folder}/file");
        var ids = Versions().Matches(page).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.Equal(2, ids.Count);
        using (var old = await browser.SendAsync(HttpMethod.Get, $"/download/{Folder}/file?version={ids[1]}", null, ("Range", "bytes=5-9")))
        {
            Assert.Equal(HttpStatusCode.PartialContent, old.StatusCode);
            Assert.Equal("attachment", old.Content.Headers.ContentDisposition!.DispositionType);
            Assert.Equal(first[5..10], await old.Content.ReadAsByteArrayAsync(Cancellation));
        }

        Assert.Contains("is again what it was", await browser.DoAsync("restore", ("path", In("file").Value), ("version", ids[1])), StringComparison.Ordinal);
        Assert.Equal(first, await GetAsync("file"));

        // A file that was deleted is found under its address still.
        await SendAsync("DELETE", "file");
        var gone = await browser.GetTextAsync($"/files/{Folder}/file");
        Assert.Contains("This file was deleted", gone, StringComparison.Ordinal);
        Assert.Contains("is again what it was", await browser.DoAsync("restore", ("path", In("file").Value), ("version", ids[0])), StringComparison.Ordinal);
        Assert.Equal([2], await GetAsync("file"));
        Assert.Contains("role=\"alert\"", await browser.DoAsync("restore", ("path", In("file").Value), ("version", new string('0', 32)), Back), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_locked_something_keeps_its_old_versions_away()
    {
        using var browser = await PageClient.LogInAsync(Gateway.Root);
        await PutAsync("file", [1]);
        await PutAsync("file", [2]);
        var id = Versions().Match(await browser.GetTextAsync($"/files/{Folder}/file")).Groups[1].Value;
        await LockAsync("file");

        Assert.Contains("is locked", await browser.DoAsync("restore", ("path", In("file").Value), ("version", id), Back), StringComparison.Ordinal);

        Assert.Equal([2], await GetAsync("file"));
    }

    private (string Name, string Value) Back => ("back", $"/files/{Folder}/");

    [GeneratedRegex("<tr data-name=\"([^\"]+)\"")]
    private static partial Regex Rows();

    [GeneratedRegex("name=\"version\" value=\"([0-9a-f]{32})\"")]
    private static partial Regex Versions();
}
