using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace DfsAspire.Gateway.Tests.Web;

/// <summary>The page in a real browser.</summary>
public sealed class BrowserTests(TestCluster cluster, SharedGateway gateway, Browser browser) : GatewayTest(cluster, gateway)
{
    private static readonly DateTime LongAgo = new(2020, 5, 4, 3, 2, 1, DateTimeKind.Utc);

    [Fact]
    public async Task Everything_can_be_done_with_the_keyboard_alone()
    {
        var page = await browser.OpenAsync(Gateway.Root);
        // Asked for now: a dialog that opens before the browser knows that somebody waits for it is lost.
        var chosen = new TaskCompletionSource<IFileChooser>(TaskCreationOptions.RunContinuationsAsynchronously);
        page.FileChooser += (_, chooser) => chosen.TrySetResult(chooser);
        var picked = Local();
        await File.WriteAllBytesAsync(picked, Bytes.Of(50_000, 1), Cancellation);
        File.SetLastWriteTimeUtc(picked, LongAgo);
        await page.GotoAsync($"/files/{Folder}/");

        await page.LogInByKeyboardAsync();
        Assert.EndsWith($"/files/{Folder}/", page.Url, StringComparison.Ordinal);

        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to the content", await page.FocusedAsync());
        await page.TabToAsync("New folder");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync("#folder-name:focus");
        await page.Keyboard.TypeAsync("by keyboard");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync("#notice:focus");
        Assert.Contains("is made", await page.FocusedAsync(), StringComparison.Ordinal);

        await page.TabToAsync("by keyboard, folder");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForFunctionAsync("() => location.pathname.endsWith('/by%20keyboard/') && document.readyState === 'complete'");
        await page.TabToAsync("#pick-files");
        await page.Keyboard.PressAsync("Enter");
        var chooser = await chosen.Task.WaitAsync(TimeSpan.FromMilliseconds(Browser.Patience), Cancellation);
        await chooser.SetFilesAsync(picked);
        var name = Path.GetFileName(picked);
        await page.WaitForSelectorAsync($"tr[data-name='{name}']");
        await using var store = await Cluster.ConnectAsync();
        Assert.Equal(LongAgo, (await store.StatAsync(Folder.Combine("by keyboard").Combine(name), Cancellation))!.WrittenAt.UtcDateTime);

        await page.TabToAsync($"Download {name}");
        var download = await page.RunAndWaitForDownloadAsync(() => page.Keyboard.PressAsync("Enter"));
        Assert.Equal(await File.ReadAllBytesAsync(picked, Cancellation), await File.ReadAllBytesAsync((await download.PathAsync())!, Cancellation));

        await page.TabToAsync($"Rename, move or delete {name}");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync("#delete");
        await page.TabToAsync("Delete…");
        await page.Keyboard.PressAsync("Enter");
        await page.TabToAsync("Delete it");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync("#notice:focus");
        Assert.Contains("Nothing is in this folder yet", await page.InnerTextAsync("#listing"), StringComparison.Ordinal);

        await page.TabToAsync($"Undo the deletion of {name}");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForFunctionAsync("() => document.activeElement.textContent.includes('is back')");
        await page.WaitForSelectorAsync($"tr[data-name='{name}']");

        await page.TabToAsync("Log out");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync("#user:focus");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task What_was_overwritten_or_deleted_comes_back_with_the_keyboard_alone()
    {
        var page = await browser.OpenAsync(Gateway.Root);
        await PutAsync("file", Bytes.Of(1000, 1));
        await PutAsync("file", [2]);
        await PutAsync("gone", [3]);
        await SendAsync("DELETE", "gone");
        await page.LogInAsync($"/files/{Folder}/");

        await page.TabToAsync("Rename, move or delete file");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync("#versions");
        await page.TabToAsync("Download the version of *");
        var download = await page.RunAndWaitForDownloadAsync(() => page.Keyboard.PressAsync("Enter"));
        Assert.Equal("file", download.SuggestedFilename);
        Assert.Equal(Bytes.Of(1000, 1), await File.ReadAllBytesAsync((await download.PathAsync())!, Cancellation));
        await page.TabToAsync("Restore the version of *");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync("#notice:focus");
        Assert.Equal(Bytes.Of(1000, 1), await GetAsync("file"));

        await page.GotoAsync($"/files/{Folder}/");
        await page.TabToAsync("Deleted files");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync("#deleted");
        await page.TabToAsync("Restore gone");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync("#notice:focus");
        Assert.Equal([3], await GetAsync("gone"));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Several_files_and_a_folder_go_up_and_are_the_same()
    {
        var page = await browser.OpenAsync(Gateway.Root);
        var tree = Directory.CreateDirectory(Local()).FullName;
        var below = Directory.CreateDirectory(Path.Combine(tree, "a b", "ü")).FullName;
        var (one, two, three) = (Path.Combine(tree, "one #1.bin"), Path.Combine(tree, "a b", "two%.bin"), Path.Combine(below, "three"));
        await File.WriteAllBytesAsync(one, Bytes.Of(2_000_000, 1), Cancellation);
        await File.WriteAllBytesAsync(two, Bytes.Of(10, 2), Cancellation);
        await File.WriteAllBytesAsync(three, [], Cancellation);
        await page.LogInAsync($"/files/{Folder}/");

        await page.SetInputFilesAsync("#pick-files", [one, two]);
        await page.WaitForSelectorAsync("tr[data-name='two%.bin']");
        await page.SetInputFilesAsync("#pick-folder", tree);
        var top = Path.GetFileName(tree);
        await page.WaitForSelectorAsync($"tr[data-name='{top}']");

        await page.SaysAsync(".transfers strong", "5 of 5 stored");
        Assert.Equal(Bytes.Of(2_000_000, 1), await GetAsync("one%20%231.bin"));
        Assert.Equal(Bytes.Of(2_000_000, 1), await GetAsync($"{top}/one%20%231.bin"));
        Assert.Equal(Bytes.Of(10, 2), await GetAsync($"{top}/a%20b/two%25.bin"));
        Assert.Empty(await GetAsync($"{top}/a%20b/%C3%BC/three"));

        // A name that is taken is asked about first.
        await File.WriteAllBytesAsync(two, Bytes.Of(20, 3), Cancellation);
        await page.SetInputFilesAsync("#pick-files", [two]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Replace it" }).ClickAsync();
        await page.SaysAsync(".transfers strong", "6 of 6 stored");
        Assert.Equal(Bytes.Of(20, 3), await GetAsync("two%25.bin"));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_nodes_are_live()
    {
        var page = await browser.OpenAsync(Gateway.Root);
        await page.LogInAsync();
        Assert.Contains("4 of 4 answer", await page.InnerTextAsync("#nodes"), StringComparison.Ordinal);

        Cluster.Kill(4);

        await page.SaysAsync("#nodes", "3 of 4 answer");
        await page.SaysAsync("#said", "3 of 4 answer");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Where_colours_are_the_readers_own_a_badge_has_an_edge_and_stays_in_its_line()
    {
        await PutAsync("file", [1]);
        var page = await browser.OpenAsync(Gateway.Root, new() { ForcedColors = ForcedColors.Active });
        await page.LogInAsync($"/files/{Folder}/");

        Assert.Equal("inline-block 1px solid", await StyleAsync(".badge"));
        await page.GotoAsync($"/files/{Folder}/file");
        Assert.Equal("table-cell 1px solid", await StyleAsync(".parts td.held"));
        await page.Context.CloseAsync();

        Task<string> StyleAsync(string what) => page.EvaluateAsync<string>(
            "what => (style => `${style.display} ${style.borderTopWidth} ${style.borderTopStyle}`)(getComputedStyle(document.querySelector(what)))", what);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Nothing_keeps_anybody_out(ColorScheme scheme, int width)
    {
        await PutAsync("file", [1]);
        await PutAsync("file", [2]);
        await SendAsync("MKCOL", "folder");
        foreach (var gone in (string[])["gone", "a name that is so long that no screen of a phone is wide enough for it, and then some"])
        {
            await PutAsync(Uri.EscapeDataString(gone), [3]);
            await SendAsync("DELETE", Uri.EscapeDataString(gone));
        }

        var page = await browser.OpenAsync(Gateway.Root, new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 } });
        await page.GotoAsync("/");
        await CheckAsync(page);
        await page.LogInAsync();
        foreach (var url in (string[])[$"/files/{Folder}/", $"/files/{Folder}/file", $"/files/{Folder}/folder/", $"/files/{Folder}/folder/?about", $"/files/{Folder}/gone", $"/deleted/{Folder}/", $"/deleted/{Folder}/folder/", "/files/nothing/", "/account"])
        {
            await page.GotoAsync(url);
            await CheckAsync(page);
        }

        await page.GotoAsync($"/files/{Folder}/folder/?about");
        await page.ClickAsync("#delete summary");
        await page.ClickAsync("#delete button");
        await page.WaitForSelectorAsync("#undo");
        await CheckAsync(page);

        await page.GotoAsync($"/files/{Folder}/");
        await page.CheckAsync("tr[data-name='file'] input");
        await page.ClickAsync("#selection summary");
        await CheckAsync(page);
        await page.ClickAsync("#selection-bar button:has-text('Move to…')");
        await page.WaitForSelectorAsync("#move");
        await CheckAsync(page);
        await page.ClickAsync("#move button");
        await page.WaitForSelectorAsync("#notice");
        await CheckAsync(page);

        await LockAsync("file");
        await page.GotoAsync($"/files/{Folder}/");
        await page.CheckAsync("tr[data-name='file'] input");
        await page.ClickAsync("#selection summary");
        await page.ClickAsync("#selection .pop-box button");
        await page.WaitForSelectorAsync(".failures");
        await CheckAsync(page);

        await page.GotoAsync($"/files/{Folder}/");
        await page.ClickAsync("#new-folder summary");
        await page.SetInputFilesAsync("#pick-files", new FilePayload { Name = "file", MimeType = "", Buffer = [1] });
        await page.WaitForSelectorAsync(".why");
        await CheckAsync(page);
        await page.Context.CloseAsync();
    }

    private static async Task CheckAsync(IPage page)
    {
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{page.Url} is wider than the screen.");
        var found = (await page.RunAxe()).Violations;
        Assert.True(found.Length == 0, string.Join('\n', found.Select(fault =>
            $"{page.Url}: {fault.Impact} {fault.Id}: {fault.Help}: {string.Join("; ", fault.Nodes.Select(node => node.Html))}")));
    }
}
