using System.Reflection;
using Microsoft.Playwright;

namespace DfsAspire.Gateway.Tests.Web;

/// <summary>The pictures of the page in the documents; made anew with DFS_WRITE_DOCS=1.</summary>
public sealed class PictureTests(TestCluster cluster, SharedGateway gateway, Browser browser) : GatewayTest(cluster, gateway)
{
    private static readonly (string Name, int Bytes)[] Files =
    [
        ("annual report 2026.pdf", 2_400_000), ("budget.xlsx", 184_000), ("notes.md", 5_200), ("team photo.jpg", 3_810_000),
    ];

    /// <summary>Where the documents have their pictures.</summary>
    internal static string Images =>
        Path.Combine(typeof(PictureTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!, "docs", "images");

    [Fact]
    public async Task The_page_is_shown_as_it_is()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("DFS_WRITE_DOCS") == "1", "DFS_WRITE_DOCS=1 makes the pictures.");
        // Bob, whose root holds nothing else.
        using var bob = Gateway.Client("bob", TestCluster.BobPassword);
        foreach (var folder in (string[])["invoices", "pictures", "archive"])
            await SendAsync(bob, "MKCOL", folder, null);
        foreach (var (name, bytes) in Files)
            await SendAsync(bob, "PUT", Uri.EscapeDataString(name), new ByteArrayContent(Bytes.Of(bytes, bytes)));

        foreach (var (suffix, scheme, width, height) in ((string, ColorScheme, int, int)[])[("", ColorScheme.Light, 1200, 800), ("-dark", ColorScheme.Dark, 1200, 800), ("-phone", ColorScheme.Light, 390, 844)])
        {
            var page = await browser.OpenAsync(Gateway.Root, new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = height }, DeviceScaleFactor = suffix == "-phone" ? 2 : 1 });
            await page.GotoAsync("/");
            await page.FillAsync("#user", "bob");
            await page.FillAsync("#password", TestCluster.BobPassword);
            await page.ClickAsync("#log-in");
            await page.WaitForSelectorAsync("#files");
            await page.ScreenshotAsync(new() { Path = Path.Combine(Images, $"page{suffix}.png") });
            await page.Context.CloseAsync();
        }
    }

    private static async Task SendAsync(HttpClient http, string method, string name, HttpContent? content)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), name) { Content = content };
        using var answer = await http.SendAsync(request, Cancellation);
    }
}
