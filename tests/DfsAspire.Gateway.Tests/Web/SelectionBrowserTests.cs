using System.IO.Compression;
using System.Net;
using Microsoft.Playwright;

namespace DfsAspire.Gateway.Tests.Web;

/// <summary>Several entries of a folder at once, in a real browser.</summary>
public sealed class SelectionBrowserTests(TestCluster cluster, SharedGateway gateway, Browser browser) : GatewayTest(cluster, gateway)
{
    [Fact]
    public async Task A_folder_is_put_in_order_with_the_keyboard_alone()
    {
        await PutAsync("a", [1]);
        await PutAsync("b", [2]);
        await PutAsync("draft", [3]);
        await PutAsync("plan", Bytes.Of(1000, 4));
        await PutAsync("plan", [5]);
        var page = await browser.OpenAsync(Gateway.Root);
        await page.GotoAsync($"/files/{Folder}/");
        await page.LogInByKeyboardAsync();

        await page.EnterAsync("New folder");
        await page.WaitForSelectorAsync("#folder-name:focus");
        await page.Keyboard.TypeAsync("sub");
        await page.Keyboard.PressAsync("Enter");
        await page.IsToldAsync("is made");

        await page.EnterAsync("Rename, move or delete draft");
        await page.WaitForSelectorAsync("#rename");
        await TypeOverAsync(page, "#new-name", "final");
        await page.EnterAsync("Rename");
        await page.IsToldAsync("is called 'final' now");

        await page.EnterAsync("Rename, move or delete final");
        await page.WaitForSelectorAsync("#move");
        await TypeOverAsync(page, "#folder", In("sub").Value);
        await page.EnterAsync("Move");
        await page.IsToldAsync($"'final' is in '{In("sub")}' now");
        Assert.Equal([3], await GetAsync("sub/final"));

        await page.EnterAsync(Folder.Value);
        await page.WaitForSelectorAsync("tr[data-name='plan']");
        await SelectAsync(page, "a");
        await SelectAsync(page, "b");
        await page.SaysAsync("#selected", "2 selected");
        await page.TabToAsync("Download what is selected as a zip archive");
        var download = await page.RunAndWaitForDownloadAsync(() => page.Keyboard.PressAsync("Enter"));
        Assert.Equal($"{Folder}.zip", download.SuggestedFilename);
        await using (var zip = await ZipFile.OpenReadAsync((await download.PathAsync())!, Cancellation))
        {
            Assert.Equal(["a", "b"], zip.Entries.Select(entry => entry.FullName));
            Assert.Equal([1L, 1L], zip.Entries.Select(entry => entry.Length));
        }

        await page.EnterAsync("Delete… what is selected");
        await page.EnterAsync("Delete it all");
        await page.IsToldAsync("'a', 'b' are deleted.");
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync("HEAD", "a"));
        await page.EnterAsync("Undo the deletion of all 2");
        await page.WaitForFunctionAsync("() => document.activeElement.textContent.includes('are back')");
        Assert.Equal([1], await GetAsync("a"));
        Assert.Equal([2], await GetAsync("b"));

        await page.EnterAsync("Rename, move or delete plan");
        await page.WaitForSelectorAsync("#versions");
        await page.EnterAsync("Restore the version of *");
        await page.IsToldAsync("is again what it was");
        Assert.Equal(Bytes.Of(1000, 4), await GetAsync("plan"));

        await page.EnterAsync("Log out");
        await page.WaitForSelectorAsync("#user:focus");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Several_are_moved_with_the_keyboard_alone()
    {
        await PutAsync("a", [1]);
        await PutAsync("b", [2]);
        await SendAsync("MKCOL", "sub");
        var page = await browser.OpenAsync(Gateway.Root);
        await page.GotoAsync($"/files/{Folder}/");
        await page.LogInByKeyboardAsync();

        await page.WaitForSelectorAsync("#select-all");
        await page.TabToAsync("Select all");
        await page.Keyboard.PressAsync("Space");
        await page.SaysAsync("#selected", "3 selected");
        await page.TabToAsync("Select sub");
        await page.Keyboard.PressAsync("Space");
        await page.SaysAsync("#selected", "2 selected");
        await page.EnterAsync("Move to…");
        await page.WaitForSelectorAsync("#move");
        await TypeOverAsync(page, "#folder", In("sub").Value);
        await page.EnterAsync("Move");
        await page.IsToldAsync($"'a', 'b' are moved to '{In("sub")}'.");

        Assert.Equal([1], await GetAsync("sub/a"));
        Assert.Equal([2], await GetAsync("sub/b"));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task What_is_selected_stays_so_when_the_list_is_shown_anew_as_far_as_it_is_there()
    {
        foreach (var name in (string[])["a", "b", "c", "d"])
            await PutAsync(name, [1]);
        var page = await browser.OpenAsync(Gateway.Root);
        await page.LogInAsync($"/files/{Folder}/");
        await CanPressAsync(0);
        // It does not open while nothing is selected.
        await page.FocusAsync("#selection-bar summary");
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal(0, await page.Locator("#selection-bar details[open]").CountAsync());

        await page.ClickAsync("tr[data-name='b'] input");
        await page.ClickAsync("tr[data-name='d'] input", new() { Modifiers = [KeyboardModifier.Shift] });
        await page.SaysAsync("#selected", "3 selected");
        await CanPressAsync(3);
        Assert.True(await page.EvaluateAsync<bool>("document.getElementById('select-all').indeterminate"));

        await SendAsync("DELETE", "c");
        await UploadAsync("e");
        await page.SaysAsync("#selected", "2 selected");
        Assert.Equal(["b", "d"], await SelectedAsync());

        await SendAsync("DELETE", "b");
        await SendAsync("DELETE", "d");
        await UploadAsync("f");
        await page.SaysAsync("#selected", "None selected");
        await CanPressAsync(0);
        await page.CheckAsync("#select-all");
        await page.SaysAsync("#selected", "3 selected");
        Assert.Equal(["a", "e", "f"], await SelectedAsync());
        await page.Context.CloseAsync();

        async Task UploadAsync(string name)
        {
            await page.SetInputFilesAsync("#pick-files", new FilePayload { Name = name, MimeType = "", Buffer = [1] });
            await page.WaitForSelectorAsync($"tr[data-name='{name}']");
        }

        Task CanPressAsync(int buttons) => Assertions.Expect(page.Locator("#selection-bar button:not(:disabled)")).ToHaveCountAsync(buttons, new() { Timeout = Browser.Patience });

        Task<string[]> SelectedAsync() => page.EvaluateAsync<string[]>("Array.from(document.querySelectorAll('tr[data-name] input:checked'), box => box.value)");
    }

    private static async Task SelectAsync(IPage page, string name)
    {
        await page.TabToAsync($"Select {name}");
        await page.Keyboard.PressAsync("Space");
    }

    private static async Task TypeOverAsync(IPage page, string field, string text)
    {
        await page.TabToAsync(field);
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync(text);
    }
}
