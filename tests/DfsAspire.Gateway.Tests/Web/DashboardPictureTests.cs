using System.Diagnostics;
using System.Text.RegularExpressions;

namespace DfsAspire.Gateway.Tests.Web;

/// <summary>
/// The dashboard's pictures in the README, of our AppHost as 'dotnet run' starts it; made anew with DFS_WRITE_DOCS=1. It listens where the launch settings say, so nothing
/// else may there. The AppHost has to be built, and the dashboard to be had.
/// </summary>
public sealed partial class DashboardPictureTests(Browser browser)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task The_dashboard_is_shown_as_it_is()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("DFS_WRITE_DOCS") == "1", "DFS_WRITE_DOCS=1 makes the pictures.");
        var cancellation = TestContext.Current.CancellationToken;
        var data = Directory.CreateTempSubdirectory("dfs-picture-").FullName;
        var root = Path.GetFullPath(Path.Combine(PictureTests.Images, "..", ".."));
        using var host = Start(root, "run", "--no-build", "--project", "DfsAspire.AppHost", "--", $"--Dfs:Data={data}");
        using var leash = new Leash(host);
        try
        {
            var address = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            host.OutputDataReceived += (_, line) =>
            {
                if (line.Data is not null && DashboardAddress().Match(line.Data) is { Success: true } found)
                    address.TrySetResult(found.Value);
            };
            host.BeginOutputReadLine();
            host.ErrorDataReceived += (_, _) => { };
            host.BeginErrorReadLine();
            var dashboard = await address.Task.WaitAsync(Patience, cancellation);
            var page = await browser.OpenAsync(new Uri(dashboard), new() { ViewportSize = new() { Width = 1280, Height = 620 } });
            page.SetDefaultTimeout((float)Patience.TotalMilliseconds);
            await page.GotoAsync(dashboard);
            // Four nodes, the client and the store.
            await page.WaitForFunctionAsync("() => document.body.innerText.split('Running').length > 6 && document.body.innerText.includes('Finished')");
            await page.ScreenshotAsync(new() { Path = Path.Combine(PictureTests.Images, "resources.png") });

            var configuration = Path.Combine(data, "dfs.conf");
            using (var put = Start(root, "exec", typeof(DfsClient).Assembly.Location, "put", "README.md", "docs/", "--config", configuration))
            {
                await put.WaitForExitAsync(cancellation);
                Assert.Equal(0, put.ExitCode);
            }

            await page.GotoAsync(new Uri(new Uri(dashboard), "/traces").ToString());
            await page.Locator("a", new() { HasTextString = "PUT docs/README.md" }).First.ClickAsync();
            await page.WaitForFunctionAsync("() => document.body.innerText.includes('receive part')");
            await page.SetViewportSizeAsync(1280, 900);
            await page.ScreenshotAsync(new() { Path = Path.Combine(PictureTests.Images, "trace.png") });
            await page.Context.CloseAsync();
        }
        finally
        {
            Signals.AskToEnd(host);
            await host.WaitForExitAsync(CancellationToken.None).WaitAsync(Patience, CancellationToken.None);
            Directory.Delete(data, recursive: true);
        }
    }

    private static Process Start(string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory,
        };
        return Process.Start(start)!;
    }

    [GeneratedRegex(@"http://localhost:15888\S*")]
    private static partial Regex DashboardAddress();
}
