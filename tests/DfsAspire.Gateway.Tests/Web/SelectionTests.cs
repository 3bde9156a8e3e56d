using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using DfsAspire.Client.Gateway.Web;

namespace DfsAspire.Gateway.Tests.Web;

/// <summary>Several entries of a folder at once, without scripts.</summary>
public sealed partial class SelectionTests(TestCluster cluster, SharedGateway gateway) : GatewayTest(cluster, gateway)
{
    private const string MissingName = "NOT IN THIS ARCHIVE.txt";

    private static readonly string[] All = ["download", "where-to", "move", "delete", "undelete"];

    /// <summary>All that a form can ask for.</summary>
    public static TheoryData<string> Actions => [.. All];

    [Fact]
    public async Task Some_are_deleted_the_others_stay_and_one_button_brings_all_of_them_back()
    {
        using var browser = await PageClient.LogInAsync(Gateway.Root);
        await PutAsync("%C3%BC%20%26%20co", [1]);
        await PutAsync("kept", [2]);
        await SendAsync("MKCOL", "folder");
        await PutAsync("folder/inside", [4]);
        Assert.Contains("""<input type="checkbox" name="name" value="ü &amp; co">""", await browser.GetTextAsync($"/files/{Folder}/"), StringComparison.Ordinal);

        var deleted = await SendAsync(browser, "delete", ["ü & co", "folder"]);
        Assert.Contains("&#x27;ü &amp; co&#x27;, &#x27;folder&#x27; are deleted.", deleted, StringComparison.Ordinal);
        Assert.DoesNotContain("role=\"alert\"", deleted, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync("HEAD", "%C3%BC%20%26%20co"));
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync("HEAD", "folder/inside"));
        Assert.Equal([2], await GetAsync("kept"));

        // The form of the notice, as it stands there.
        var undo = UndoForm().Match(deleted).Groups[1].Value;
        var fields = Fields().Matches(undo).Select(field => (field.Groups[1].Value, WebUtility.HtmlDecode(field.Groups[2].Value))).ToArray();
        using (var answer = await browser.PostAsync("/do/selected/undelete", fields))
            Assert.Contains("are back.", await browser.GetTextAsync(answer.Headers.Location!.OriginalString), StringComparison.Ordinal);
        Assert.Equal([1], await GetAsync("%C3%BC%20%26%20co"));
        Assert.Equal([4], await GetAsync("folder/inside"));
    }

    [Fact]
    public async Task What_cannot_be_deleted_is_named_with_the_reason_and_keeps_nothing_else_back()
    {
        using var browser = await PageClient.LogInAsync(Gateway.Root);
        await PutAsync("first", [1]);
        await PutAsync("held", [2]);
        await PutAsync("last", [3]);
        await LockAsync("held");

        var page = await SendAsync(browser, "delete", ["first", "gone", "held", "last"]);

        Assert.Contains("role=\"alert\"", page, StringComparison.Ordinal);
        Assert.Contains("&#x27;first&#x27;, &#x27;last&#x27; are deleted, 2 are not.", page, StringComparison.Ordinal);
        Assert.Contains($"<li><bdi>gone</bdi>: &#x27;{Folder}/gone&#x27; was not found.</li>", page, StringComparison.Ordinal);
        Assert.Contains($"<li><bdi>held</bdi>: &#x27;{Folder}/held&#x27; is locked", page, StringComparison.Ordinal);
        Assert.Equal(["first", "last"], Fields().Matches(UndoForm().Match(page).Groups[1].Value).Where(field => field.Groups[1].Value == "name").Select(field => field.Groups[2].Value));
        Assert.Equal([2], await GetAsync("held"));
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync("HEAD", "last"));
    }

    [Fact]
    public async Task What_has_a_name_that_is_taken_stays_where_it_is_and_the_rest_is_moved()
    {
        using var browser = await PageClient.LogInAsync(Gateway.Root);
        await PutAsync("free", [1]);
        await PutAsync("taken", [2]);
        await SendAsync("MKCOL", "folder");
        await PutAsync("folder/inside", [3]);
        await SendAsync("MKCOL", "target");
        await PutAsync("target/taken", [4]);

        var page = await SendAsync(browser, "move", ["folder", "free", "taken"], ("folder", In("target").Value));

        Assert.Contains("role=\"alert\"", page, StringComparison.Ordinal);
        Assert.Contains($"&#x27;folder&#x27;, &#x27;free&#x27; are moved to &#x27;{Folder}/target&#x27;, 1 is not.", page, StringComparison.Ordinal);
        Assert.Contains($"<li><bdi>taken</bdi>: &#x27;{Folder}/target/taken&#x27; is there already", page, StringComparison.Ordinal);
        Assert.Equal([1], await GetAsync("target/free"));
        Assert.Equal([3], await GetAsync("target/folder/inside"));
        Assert.Equal([4], await GetAsync("target/taken"));
        Assert.Equal([2], await GetAsync("taken"));
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync("HEAD", "free"));
    }

    [Theory]
    [InlineData("nowhere", "There is no folder")]
    [InlineData("file", "There is no folder")]
    [InlineData("..", "is not a name")]
    [InlineData("", "already")]
    public async Task Where_nothing_can_go_is_asked_again(string name, string reason)
    {
        using var browser = await PageClient.LogInAsync(Gateway.Root);
        await PutAsync("file", [1]);
        await PutAsync("other", [2]);
        await SendAsync("MKCOL", "moved");
        await SendAsync("MKCOL", "offered");

        using (var asked = await PostAsync(browser, "where-to", ["moved", "other"]))
            IsQuestion(await asked.Content.ReadAsStringAsync(Cancellation));
        using var again = await PostAsync(browser, "move", ["moved", "other"], ("folder", name.Length == 0 ? Folder.Value : $"{Folder}/{name}"));
        var page = await again.Content.ReadAsStringAsync(Cancellation);

        IsQuestion(page);
        Assert.Contains("role=\"alert\"", page, StringComparison.Ordinal);
        Assert.Contains(reason, page, StringComparison.Ordinal);
        Assert.Equal([2], await GetAsync("other"));

        void IsQuestion(string text)
        {
            Assert.Equal(["moved", "other"], Fields().Matches(text).Where(field => field.Groups[1].Value == "name").Select(field => field.Groups[2].Value));
            Assert.Contains($"<option value=\"{Folder}/offered\">", text, StringComparison.Ordinal);
            Assert.DoesNotContain($"<option value=\"{Folder}/moved\">", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_archive_holds_what_is_selected_and_says_what_is_gone()
    {
        using var browser = await PageClient.LogInAsync(Gateway.Root);
        var content = Bytes.Of(3_000_000, 5);
        await SendAsync("MKCOL", "folder");
        await SendAsync("MKCOL", "folder/sub");
        await PutAsync("folder/sub/large", content);
        await PutAsync("file", [1]);
        await PutAsync(Uri.EscapeDataString(MissingName), [2]);
        await PutAsync("other", [3]);

        using var answer = await PostAsync(browser, "download", ["file", "folder", MissingName, "gone"]);

        Assert.Equal("application/zip", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync(Cancellation));
        Assert.Equal(
            ["NOT IN THIS ARCHIVE (2).txt", MissingName, "file", "folder/", "folder/sub/", "folder/sub/large"],
            zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal));
        Assert.Equal(content, await ReadAsync(zip, "folder/sub/large"));
        Assert.Equal([1], await ReadAsync(zip, "file"));
        Assert.Equal([2], await ReadAsync(zip, MissingName));
        Assert.Contains($"{Folder}/gone\r\n", System.Text.Encoding.UTF8.GetString(await ReadAsync(zip, "NOT IN THIS ARCHIVE (2).txt")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_of_what_is_gone_altogether_is_none()
    {
        using var browser = await PageClient.LogInAsync(Gateway.Root);

        Assert.Contains("Nothing of what was selected is in", await SendAsync(browser, "download", ["gone"]), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task Without_a_selection_the_page_says_what_to_do(string action)
    {
        using var browser = await PageClient.LogInAsync(Gateway.Root);

        var page = await SendAsync(browser, action, []);

        Assert.Contains("role=\"alert\"", page, StringComparison.Ordinal);
        Assert.Contains("Nothing was selected", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("folder/inside")]
    [InlineData("../file")]
    [InlineData(@"..\file")]
    [InlineData("file\n")]
    [InlineData(".dfs-properties-00000000000000000000000000000000")]
    public async Task A_name_that_is_none_is_refused_and_nothing_is_done_to_the_others(string name)
    {
        using var browser = await PageClient.LogInAsync(Gateway.Root);
        await PutAsync("file", [1]);
        await SendAsync("MKCOL", "folder");
        await PutAsync("folder/inside", [2]);
        await SendAsync("MKCOL", "target");

        foreach (var action in All)
            Assert.Contains("role=\"alert\"", await SendAsync(browser, action, ["file", name], ("folder", In("target").Value)), StringComparison.Ordinal);

        Assert.Equal([1], await GetAsync("file"));
        Assert.Equal([2], await GetAsync("folder/inside"));
    }

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task Without_the_token_nothing_is_done(string action)
    {
        using var browser = await PageClient.LogInAsync(Gateway.Root);
        await PutAsync("file", [1]);
        await SendAsync("MKCOL", "target");
        (string, string)[] fields = [("path", Folder.Value), ("name", "file"), ("folder", In("target").Value), ("took", "1")];

        using var missing = await browser.PostAsync($"/do/selected/{action}", fields);
        using var wrong = await browser.PostAsync($"/do/selected/{action}", [("token", "made-up"), .. fields]);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (missing.StatusCode, wrong.StatusCode));
        Assert.Equal([1], await GetAsync("file"));
    }

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task More_than_may_be_selected_is_refused_and_nothing_is_done(string action)
    {
        using var browser = await PageClient.LogInAsync(Gateway.Root);
        await PutAsync("0", [1]);
        await SendAsync("MKCOL", "target");

        var page = await SendAsync(browser, action, [.. Numbers(Selection.Most + 1)], ("folder", In("target").Value));
        using var far = await PostAsync(browser, action, [.. Numbers(10 * Selection.Most)], ("folder", In("target").Value));

        Assert.Contains($"More than {Selection.Most} were selected", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, far.StatusCode);
        Assert.Contains("more fields than any", await far.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal([1], await GetAsync("0"));

        static IEnumerable<string> Numbers(int count) => Enumerable.Range(0, count).Select(i => $"{i}");
    }

    [Fact]
    public async Task As_many_as_may_be_selected_have_room_in_a_form_with_the_longest_names()
    {
        using var browser = await PageClient.LogInAsync(Gateway.Root);
        await PutAsync("file", [1]);
        // 255 bytes each, and all but three of them escaped.
        var names = Enumerable.Range(0, Selection.Most - 1).Select(i => $"{i:000}{new string('ü', 126)}");

        using var answer = await PostAsync(browser, "download", ["file", .. names]);

        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync(Cancellation));
        Assert.Equal([1], await ReadAsync(zip, "file"));
    }

    private Task<HttpResponseMessage> PostAsync(PageClient browser, string action, string[] names, params (string Name, string Value)[] fields) =>
        browser.PostAsync($"/do/selected/{action}", Form(browser, names, fields));

    // The page that it ends on.
    private async Task<string> SendAsync(PageClient browser, string action, string[] names, params (string Name, string Value)[] fields)
    {
        using var answer = await PostAsync(browser, action, names, fields);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal($"/files/{Folder}/", answer.Headers.Location!.OriginalString);
        return await browser.GetTextAsync(answer.Headers.Location.OriginalString);
    }

    private (string Name, string Value)[] Form(PageClient browser, string[] names, (string Name, string Value)[] fields) =>
        [("token", browser.Token), ("path", Folder.Value), .. names.Select(name => ("name", name)), .. fields];

    private static async Task<byte[]> ReadAsync(ZipArchive zip, string name)
    {
        await using var entry = await zip.GetEntry(name)!.OpenAsync(Cancellation);
        using var read = new MemoryStream();
        await entry.CopyToAsync(read, Cancellation);
        return read.ToArray();
    }

    [GeneratedRegex("<form method=\"post\" action=\"/do/selected/undelete\">(.*?)</form>", RegexOptions.Singleline)]
    private static partial Regex UndoForm();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\">")]
    private static partial Regex Fields();
}
