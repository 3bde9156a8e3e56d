using Microsoft.Playwright;

namespace DfsAspire.Gateway.Tests.Web;

/// <summary>Whoever works with the keyboard keeps their place when the page changes under them.</summary>
public sealed class FocusTests(TestCluster cluster, SharedGateway gateway, Browser browser) : GatewayTest(cluster, gateway)
{
    [Fact]
    public async Task An_upload_that_ends_under_Cancel_leaves_the_focus_on_its_row()
    {
        var page = await OpenAsync();
        var go = await page.HoldUploadsAsync();
        await UploadAsync(page, "first", "second");
        await page.TabToAsync("Cancel");

        await page.Keyboard.PressAsync("Enter");
        await page.StandsOnAsync("first not stored");
        await page.TabToAsync("Cancel");
        go.SetResult();

        await page.StandsOnAsync("second 2 bytes, stored");
        await page.SaysAsync(".transfers strong", "1 of 2 stored, 1 not");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_file_that_is_to_be_replaced_takes_the_focus_along()
    {
        await PutAsync("taken", [1]);
        var page = await OpenAsync();
        await UploadAsync(page, "taken", "new");
        await page.GetByRole(AriaRole.Button, new() { Name = "Replace it" }).WaitForAsync();

        await page.TabToAsync("Replace it");
        await page.Keyboard.PressAsync("Enter");

        await page.StandsOnAsync("taken 2 bytes, stored");
        // In the place of the row that asked.
        Assert.StartsWith("taken", await page.InnerTextAsync(".transfers li >> nth=0"), StringComparison.Ordinal);
        Assert.Equal([1, 2], await GetAsync("taken"));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_list_that_is_shown_anew_leaves_the_focus_where_it_was()
    {
        await PutAsync("b", [1]);
        var page = await OpenAsync();
        await page.TabToAsync("Download b");

        await UploadAsync(page, "a");
        await page.WaitForSelectorAsync("tr[data-name='a']");
        await page.StandsOnAsync("Download b");

        // What stands in the place of what has gone.
        await SendAsync("DELETE", "b");
        await UploadAsync(page, "c");
        await page.WaitForSelectorAsync("tr[data-name='c']");
        await page.StandsOnAsync("Download c");
        await page.Context.CloseAsync();
    }

    private async Task<IPage> OpenAsync()
    {
        var page = await browser.OpenAsync(Gateway.Root);
        await page.LogInAsync($"/files/{Folder}/");
        return page;
    }

    private static Task UploadAsync(IPage page, params string[] names) =>
        page.SetInputFilesAsync("#pick-files", [.. names.Select(name => new FilePayload { Name = name, MimeType = "", Buffer = [1, 2] })]);
}
