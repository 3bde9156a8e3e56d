using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace DfsAspire.Gateway.Tests.Web;

/// <summary>The pictures of Aspire's dashboard in the README; made anew with DFS_WRITE_DOCS=1, from the AppHost as a user starts it, in a home of its own.</summary>
public sealed partial class DashboardPictureTests(Browser browser)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static string Root => typeof(PictureTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;

    [Fact]
    public async Task The_dashboard_is_shown_as_it_is()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("DFS_WRITE_DOCS") == "1", "DFS_WRITE_DOCS=1 makes the pictures.");
        var home = Directory.CreateTempSubdirectory("dfs-picture-").FullName;
        using var host = Start(home, "run", "--project", "DfsAspire.AppHost");
        using var leash = new Leash(host);
        _ = host.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var page = await browser.OpenAsync(await DashboardAsync(host.StandardOutput), new() { ViewportSize = new() { Width = 1280, Height = 620 } });
        await page.GotoAsync("/");
        await page.GetByText("Finished", new() { Exact = false }).First.WaitForAsync();
        await Assertions.Expect(page.GetByText("Running", new() { Exact = true })).ToHaveCountAsync(6, new() { Timeout = (float)Patience.TotalMilliseconds });
        await page.ScreenshotAsync(new() { Path = Picture("dashboard") });

        var (code, said) = await Programs.RunAsync(
            StartInfo(home, "run", "--project", "DfsAspire.Client", "--", "put", "README.md", "docs/"), Root);
        Assert.True(code == 0, said);
        await page.SetViewportSizeAsync(1280, 1560);
        await page.GotoAsync("/traces");
        await page.GetByText("dfs put").First.ClickAsync();
        await page.GetByText("commit on node4").First.WaitForAsync();
        await page.ScreenshotAsync(new() { Path = Picture("trace") });
        await page.Context.CloseAsync();
    }

    private static string Picture(string name) => Path.Combine(Root, "docs", "images", $"{name}.png");

    private static async Task<Uri> DashboardAsync(StreamReader output)
    {
        using var late = new CancellationTokenSource(Patience);
        while (await output.ReadLineAsync(late.Token) is { } line)
            if (Address().Match(line) is { Success: true } found)
            {
                _ = output.ReadToEndAsync(CancellationToken.None);
                return new Uri(found.Value);
            }

        throw new InvalidOperationException("The AppHost has not said where its dashboard is.");
    }

    private static Process Start(string home, params string[] arguments)
    {
        var start = StartInfo(home, arguments);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.WorkingDirectory = Root;
        return Process.Start(start)!;
    }

    private static ProcessStartInfo StartInfo(string home, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments);
        // NuGet's and npm's caches stay where they are.
        start.Environment["NUGET_PACKAGES"] = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        start.Environment["HOME"] = home;
        return start;
    }

    [GeneratedRegex(@"https?://\S+?:\d+/login\?t=\S+|(?<=[Dd]ashboard\S* )https?://\S+")]
    private static partial Regex Address();
}
