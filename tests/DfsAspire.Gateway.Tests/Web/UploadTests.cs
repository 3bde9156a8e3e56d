using Microsoft.Playwright;

namespace DfsAspire.Gateway.Tests.Web;

/// <summary>Uploads from the page that cannot go on just now.</summary>
public sealed class UploadTests(TestCluster cluster, SharedGateway gateway, Browser browser) : GatewayTest(cluster, gateway)
{
    [Fact]
    public async Task Files_that_find_no_room_on_the_way_wait_for_each_other()
    {
        // Half of it for one user: one of the files at a time.
        await using var own = await RunningGateway.StartAsync(Cluster.Addresses, new Dictionary<string, string?> { ["Dfs:UploadRoom"] = "2 MB" });
        var page = await browser.OpenAsync(own.Root);
        await page.LogInAsync($"/files/{Folder}/");

        await UploadAsync(page, 600_000, "a", "b", "c");

        await page.SaysAsync("#transfers", "3 of 3 stored");
        foreach (var name in (string[])["a", "b", "c"])
            Assert.Equal(600_000, (await GetAsync(name)).Length);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_file_that_failed_for_now_is_sent_again_with_one_button()
    {
        var page = await browser.OpenAsync(Gateway.Root);
        await page.LogInAsync($"/files/{Folder}/");
        var refused = 0;
        await page.RouteAsync("**/api/v1/files/**", route => Interlocked.Increment(ref refused) switch
        {
            1 => route.FulfillAsync(new() { Status = 503, ContentType = "application/problem+json", Body = """{"detail":"Too few nodes answer."}""" }),
            2 => route.AbortAsync(),
            _ => route.ContinueAsync(),
        });

        await UploadAsync(page, 10, "a");
        await page.SaysAsync("#transfers", "Too few nodes answer.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await page.SaysAsync("#transfers", "The connection to the gateway broke off.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();

        await page.SaysAsync("#transfers", "1 of 1 stored");
        Assert.Equal(10, (await GetAsync("a")).Length);
        await page.Context.CloseAsync();
    }

    private static Task UploadAsync(IPage page, int bytes, params string[] names) =>
        page.SetInputFilesAsync("#pick-files", [.. names.Select(name => new FilePayload { Name = name, MimeType = "", Buffer = new byte[bytes] })]);
}
