using System.IO.Compression;
using System.Net;
using DfsAspire.Client.Gateway.Web;

namespace DfsAspire.Gateway.Tests.Web;

/// <summary>The page without scripts.</summary>
public sealed class PageTests(TestCluster cluster, SharedGateway gateway) : GatewayTest(cluster, gateway)
{
    [Fact]
    public async Task Files_go_up_and_come_down_by_forms_alone()
    {
        using var browser = await PageClient.LogInAsync(Gateway.Root);
        var content = Bytes.Of(300_000, 1);
        using var form = new MultipartFormDataContent
        {
            { new StringContent(browser.Token), "token" },
            { new StringContent(Folder.Value), "path" },
            { new ByteArrayContent(content), "files", "ü & co.bin" },
            { new ByteArrayContent([]), "files", @"C:\fakepath\empty" },
        };
        using (var sent = await browser.SendAsync(HttpMethod.Post, "/do/upload", form))
            Assert.Equal($"/files/{Folder}/", sent.Headers.Location!.OriginalString);

        var page = await browser.GetTextAsync($"/files/{Folder}/");
        Assert.Contains("2 files are stored.", page, StringComparison.Ordinal);
        Assert.Contains("ü &amp; co.bin", page, StringComparison.Ordinal);
        Assert.Contains("300.0 kB", page, StringComparison.Ordinal);
        using var answer = await browser.SendAsync(HttpMethod.Get, $"/download/{Folder}/%C3%BC%20%26%20co.bin", null, ("Range", "bytes=7-99"));
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("ü & co.bin", answer.Content.Headers.ContentDisposition.FileNameStar);
        Assert.StartsWith("sandbox", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal(content[7..100], await answer.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Empty(await GetAsync("empty"));
    }

    [Theory]
    [InlineData("token", HttpStatusCode.BadRequest, "The form broke off")]
    [InlineData("the file", HttpStatusCode.SeeOther, "The form broke off")]
    public async Task A_form_that_breaks_off_is_the_senders_fault_and_stores_nothing(string within, HttpStatusCode status, string said)
    {
        using var browser = await PageClient.LogInAsync(Gateway.Root);
        var whole = string.Join("\r\n", [
            "--b", "Content-Disposition: form-data; name=token", "", browser.Token,
            "--b", "Content-Disposition: form-data; name=path", "", Folder.Value,
            "--b", "Content-Disposition: form-data; name=files; filename=broken", "", "the file",
            "--b--", ""]);
        var end = whole.IndexOf(within == "token" ? browser.Token : within, StringComparison.Ordinal) + 3;
        using var content = new StringContent(whole[..end]);
        content.Headers.Remove("Content-Type");
        Assert.True(content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b"));

        using var answer = await browser.SendAsync(HttpMethod.Post, "/do/upload", content);

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(said, status == HttpStatusCode.SeeOther ? await browser.GetTextAsync($"/files/{Folder}/") : await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync("HEAD", "broken"));
    }

    [Fact]
    public async Task A_form_replaces_a_file_only_when_it_says_so()
    {
        using var browser = await PageClient.LogInAsync(Gateway.Root);
        await PutAsync("taken", [1]);

        var refused = await SendAsync(mayReplace: false);
        Assert.Contains("There is a file &#x27;taken&#x27; already", refused, StringComparison.Ordinal);
        Assert.Contains("One file before it is stored.", refused, StringComparison.Ordinal);
        Assert.Equal([1], await GetAsync("taken"));
        Assert.Contains("2 files are stored.", await SendAsync(mayReplace: true), StringComparison.Ordinal);
        Assert.Equal([2], await GetAsync("taken"));

        async Task<string> SendAsync(bool mayReplace)
        {
            using var form = new MultipartFormDataContent { { new StringContent(browser.Token), "token" }, { new StringContent(Folder.Value), "path" } };
            if (mayReplace)
                form.Add(new StringContent("yes"), "replace");
            form.Add(new ByteArrayContent([3]), "files", "new");
            form.Add(new ByteArrayContent([2]), "files", "taken");
            using var sent = await browser.SendAsync(HttpMethod.Post, "/do/upload", form);
            return await browser.GetTextAsync(sent.Headers.Location!.OriginalString);
        }
    }

    [Fact]
    public async Task Folders_are_made_and_things_renamed_moved_and_deleted()
    {
        using var browser = await PageClient.LogInAsync(Gateway.Root);
        await PutAsync("file", [1]);

        Assert.Contains("is made", await browser.DoAsync("folder", ("path", Folder.Value), ("name", "sub")), StringComparison.Ordinal);
        Assert.Contains("is called", await browser.DoAsync("rename", ("path", In("file").Value), ("name", "other")), StringComparison.Ordinal);
        Assert.Contains(">other<", await browser.DoAsync("move", ("path", In("other").Value), ("folder", In("sub").Value)), StringComparison.Ordinal);
        Assert.Equal([1], await GetAsync("sub/other"));
        Assert.Contains("is deleted", await browser.DoAsync("delete", ("path", In("sub").Value)), StringComparison.Ordinal);

        Assert.Contains("Nothing is in this folder yet", await browser.GetTextAsync($"/files/{Folder}/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folders_are_offered_to_whoever_types_where_a_file_is_to_go()
    {
        using var browser = await PageClient.LogInAsync(Gateway.Root);
        await PutAsync("file", [1]);
        await SendAsync("MKCOL", "sub%20%26%20more");

        var page = await browser.GetTextAsync($"/files/{Folder}/file");

        Assert.Contains("list=\"folders\"", page, StringComparison.Ordinal);
        Assert.Contains($"<option value=\"{Folder}/sub &amp; more\">", page, StringComparison.Ordinal);
        Assert.DoesNotContain($"<option value=\"{Folder}/file\">", page, StringComparison.Ordinal);
    }

    [Fact]
    public void No_more_folders_are_offered_than_anybody_looks_through()
    {
        var path = StorePath.Parse("here/file");
        ListedEntry[] beside = [EntryOf("here/a", isFolder: true), EntryOf("here/b", isFolder: false)];
        var root = Enumerable.Range(0, 2 * FolderChoices.Most).Select(i => EntryOf($"folder {i}", isFolder: true));

        var offered = FolderChoices.Of([path], [.. beside, EntryOf("here", isFolder: true), .. root]);

        Assert.Equal(FolderChoices.Most, offered.Count);
        Assert.Equal(["here/a", "folder 0", "folder 1"], offered.Take(3).Select(folder => folder.Value));

        static ListedEntry EntryOf(string entry, bool isFolder) => new(StorePath.Parse(entry), isFolder, 0, DateTimeOffset.UnixEpoch, IsComplete: true);
    }

    [Theory]
    [InlineData("folder", "taken", "is there already")]
    [InlineData("folder", "a/b", "no &#x27;/&#x27;")]
    [InlineData("folder", "..", "is not a name")]
    [InlineData("rename", "taken", "is there already")]
    public async Task What_cannot_be_done_is_said_on_the_page(string action, string name, string reason)
    {
        using var browser = await PageClient.LogInAsync(Gateway.Root);
        await PutAsync("taken", [1]);
        await PutAsync("file", [2]);

        var page = await browser.DoAsync(action, ("path", action == "folder" ? Folder.Value : In("file").Value), ("name", name), ("back", $"/files/{Folder}/"));

        Assert.Contains("role=\"alert\"", page, StringComparison.Ordinal);
        Assert.Contains(reason, page, StringComparison.Ordinal);
        Assert.Equal([1], await GetAsync("taken"));
    }

    [Fact]
    public async Task A_name_cannot_become_part_of_the_page()
    {
        using var browser = await PageClient.LogInAsync(Gateway.Root);
        await using (var store = await Cluster.ConnectAsync())
        {
            using var content = new MemoryStream([1]);
            await store.PutAsync(In("\"><script>alert(1)<"), content, progress: null, Cancellation);
            using var other = new MemoryStream([1]);
            await store.PutAsync(In("\u202Egpj.exe"), other, progress: null, Cancellation);
        }

        var page = await browser.GetTextAsync($"/files/{Folder}/");

        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.Contains(@"\u202Egpj.exe", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_says_where_its_parts_lie_and_what_it_survives()
    {
        using var browser = await PageClient.LogInAsync(Gateway.Root);
        await PutAsync("file", [1, 2, 3]);

        var whole = await browser.GetTextAsync($"/files/{Folder}/file");
        Cluster.Kill(2);
        var less = await browser.GetTextAsync($"/files/{Folder}/file");
        var nodes = await browser.GetTextAsync("/nodes");

        Assert.Equal(8, whole.Split("class=\"held\"").Length - 1);
        Assert.Contains("survives the loss of any one node", whole, StringComparison.Ordinal);
        Assert.Equal(6, less.Split("class=\"held\"").Length - 1);
        Assert.Contains("At risk", less, StringComparison.Ordinal);
        Assert.Contains("3 of 4 answer", nodes, StringComparison.Ordinal);
        Assert.Contains("away", nodes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_comes_as_an_archive_that_every_system_can_unpack()
    {
        using var browser = await PageClient.LogInAsync(Gateway.Root);
        var content = Bytes.Of(3_000_000, 5);
        await SendAsync("MKCOL", "sub");
        await SendAsync("MKCOL", "empty");
        await PutAsync("sub/large", content);
        await PutAsync("CON.txt", [1]);
        await PutAsync("a%3Ab%3F", [2]);
        await PutAsync("Name", [3]);
        await PutAsync("name", [4]);
        await AskXmlAsync("PROPPATCH", "name", "<propertyupdate xmlns='DAV:'><set><prop><x xmlns='urn:x'>1</x></prop></set></propertyupdate>");

        using var answer = await browser.GetAsync($"/archive/{Folder}/");
        Assert.Equal("application/zip", answer.Content.Headers.ContentType!.MediaType);
        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync(Cancellation));

        Assert.Equal(
            [$"{Folder}/Name", $"{Folder}/_CON.txt", $"{Folder}/a_b_", $"{Folder}/empty/", $"{Folder}/name (2)", $"{Folder}/sub/", $"{Folder}/sub/large"],
            zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal));
        await using var large = await zip.GetEntry($"{Folder}/sub/large")!.OpenAsync(Cancellation);
        using var read = new MemoryStream();
        await large.CopyToAsync(read, Cancellation);
        Assert.Equal(content, read.ToArray());
    }

    [Theory]
    [InlineData("a<b>:c", "a_b__c")]
    [InlineData("nul", "_nul")]
    [InlineData("LPT1.tar.gz", "_LPT1.tar.gz")]
    [InlineData("end.", "end_")]
    [InlineData("plain ü.txt", "plain ü.txt")]
    public void Names_in_archives_are_safe_everywhere(string name, string safe) => Assert.Equal(safe, ArchiveNames.Safe(name));
}
