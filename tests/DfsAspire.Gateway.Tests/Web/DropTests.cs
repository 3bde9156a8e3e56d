using Microsoft.Playwright;

namespace DfsAspire.Gateway.Tests.Web;

/// <summary>What is dropped on the page, in a real browser.</summary>
public sealed class DropTests(TestCluster cluster, SharedGateway gateway, Browser browser) : GatewayTest(cluster, gateway)
{
    private const int Length = 3_000_000;
    private const int SlowBytesInSecond = 500_000;

    [Fact]
    public async Task Dropped_files_show_how_far_each_is_and_how_far_all_are()
    {
        var page = await OpenAsync();
        var network = await page.Context.NewCDPSessionAsync(page);
        await LimitAsync(network, SlowBytesInSecond);

        await page.EvaluateAsync("""
            length => {
              const dataTransfer = new DataTransfer();
              dataTransfer.items.add(new File([new Uint8Array(length).map((_, i) => i % 251)], "large"));
              dataTransfer.items.add(new File([new Uint8Array([1, 2, 3])], "small"));
              document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
            }
            """, Length);

        await IsUnderWayAsync("large");
        await IsUnderWayAsync("All uploads");
        await LimitAsync(network, -1);
        await page.SaysAsync(".transfers strong", "2 of 2 stored");
        Assert.Equal(1, await page.Locator(".transfers progress").CountAsync());
        Assert.Equal(Enumerable.Range(0, Length).Select(i => (byte)(i % 251)).ToArray(), await GetAsync("large"));
        Assert.Equal([1, 2, 3], await GetAsync("small"));
        await page.Context.CloseAsync();

        Task IsUnderWayAsync(string name) => page.WaitForFunctionAsync(
            "name => { const bar = document.querySelector(`progress[aria-label='${name}']`); return bar && bar.value > 0 && bar.value < bar.max; }", name);
    }

    [Fact]
    public async Task What_is_dropped_and_cannot_be_read_says_so_and_keeps_nothing_else_back()
    {
        var page = await OpenAsync();

        // As the browser gives what lies on a disk; no test can take its right to read away from it everywhere.
        await page.EvaluateAsync("""
            () => {
              const unreadable = (resolve, reject) => reject(new DOMException("No permission.", "NotReadableError"));
              const entries = [
                { name: "locked", isFile: true, file: unreadable },
                { name: "folder", isFile: false, createReader: () => ({ readEntries: unreadable }) },
                { name: "good", isFile: true, file: resolve => resolve(new File(["x"], "good")) },
              ];
              const items = entries.map(entry => ({ kind: "file", webkitGetAsEntry: () => entry }));
              document.body.dispatchEvent(Object.assign(new Event("drop", { bubbles: true, cancelable: true }), { dataTransfer: { types: ["Files"], items } }));
            }
            """);

        await page.SaysAsync(".transfers strong", "1 of 3 stored, 2 not");
        await page.SaysAsync(".transfers li:has-text('locked') .why", "The browser cannot read it: No permission.");
        await page.SaysAsync(".transfers li:has-text('folder') .why", "The browser cannot read it: No permission.");
        await page.SaysAsync("#said", "The list says why.");
        Assert.Equal("x"u8.ToArray(), await GetAsync("good"));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_folder_that_is_dropped_arrives_with_all_that_is_in_it()
    {
        var page = await OpenAsync();
        var tree = Directory.CreateDirectory(Local()).FullName;
        var top = Path.GetFileName(tree);
        Directory.CreateDirectory(Path.Combine(tree, "a b", "empty"));
        await File.WriteAllBytesAsync(Path.Combine(tree, "one"), Bytes.Of(100_000, 1), Cancellation);
        await File.WriteAllBytesAsync(Path.Combine(tree, "a b", "two%.bin"), [2], Cancellation);
        var mouse = await page.Context.NewCDPSessionAsync(page);

        await DragAsync("dragEnter");
        await DragAsync("dragOver");
        await page.WaitForSelectorAsync("body.dropping");
        await DragAsync("drop");

        await page.SaysAsync(".transfers strong", "3 of 3 stored");
        Assert.Equal(0, await page.Locator("body.dropping").CountAsync());
        Assert.Equal(Bytes.Of(100_000, 1), await GetAsync($"{top}/one"));
        Assert.Equal([2], await GetAsync($"{top}/a%20b/two%25.bin"));
        Assert.Single(await FindAsync($"{top}/a%20b/empty/", depth: 1));
        await page.Context.CloseAsync();

        Task DragAsync(string step) => mouse.SendAsync("Input.dispatchDragEvent", new()
        {
            ["type"] = step,
            ["x"] = 100,
            ["y"] = 100,
            ["data"] = new Dictionary<string, object> { ["items"] = Array.Empty<object>(), ["files"] = new[] { tree }, ["dragOperationsMask"] = 1 },
        });
    }

    private async Task<IPage> OpenAsync()
    {
        var page = await browser.OpenAsync(Gateway.Root);
        await page.LogInAsync($"/files/{Folder}/");
        return page;
    }

    // Negative: as fast as it goes.
    private static async Task LimitAsync(ICDPSession network, int bytesInSecond) => await network.SendAsync(
        "Network.emulateNetworkConditions", new() { ["offline"] = false, ["latency"] = 0, ["downloadThroughput"] = -1, ["uploadThroughput"] = bytesInSecond });
}
