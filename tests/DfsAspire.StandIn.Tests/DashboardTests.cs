using System.Text.RegularExpressions;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using DfsAspire.Gateway.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace DfsAspire.StandIn.Tests;

/// <summary>What a newcomer sees first: Aspire's own dashboard, fed by the stand-in.</summary>
public sealed partial class DashboardTests(Browser browser) : IDisposable
{
    // Aspire's dashboard is fetched from npm where it was never used.
    private static readonly TimeSpan FetchTime = TimeSpan.FromMinutes(4);

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("dfs-standin-");

    [Fact]
    public async Task The_dashboard_shows_every_resource_and_the_trace_of_an_upload()
    {
        Built.NeedsStandInOnLinux();
        await using var appHost = await AppHostProcess.StartAsync(_home.FullName, Built.Deadline, withDashboard: true);
        var address = await AddressAsync(appHost);
        var page = await browser.OpenAsync(address, new() { ViewportSize = new() { Width = 1280, Height = 560 } });
        await page.GotoAsync(address.AbsoluteUri);

        foreach (var resource in (string[])["node1", "node2", "node3", "node4", "client", "dfs"])
            await ShowsAsync(Row(page, resource), "Running");
        await ShowsAsync(Row(page, "founding"), "Finished");
        await Assertions.Expect(Row(page, "client")).Not.ToContainTextAsync("Unhealthy", new() { Timeout = Browser.Patience });
        await PictureAsync(page, "dashboard.png");

        await page.GotoAsync("/traces");
        var upload = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "client: PUT" }).First;
        await ShowsAsync(upload, "node1");
        await upload.GetByText("client: PUT").ClickAsync();
        await Assertions.Expect(page.GetByText(Transfers())).ToHaveCountAsync(8, new() { Timeout = Browser.Patience });
        await page.SetViewportSizeAsync(1280, 1960);
        await page.Mouse.MoveAsync(0, 0);
        await PictureAsync(page, "trace.png");

        Processes.Signal(appHost.Id, Processes.SigTerm);
        Assert.Equal(0, await appHost.ExitAsync(Built.Deadline));
    }

    /// <summary>The dashboard refuses all resources when one has no time.</summary>
    [Fact]
    public async Task A_resource_that_says_nothing_of_its_time_gets_one_and_keeps_it()
    {
        var builder = new DistributedApplicationBuilder(new DistributedApplicationOptions { Args = [], DisableDashboard = true }, null);
        var resource = builder.AddResource(new SomeResource("own")).Resource;
        await using var application = builder.Build();
        var states = application.Services.GetRequiredService<ResourceNotificationService>();

        await states.PublishUpdateAsync(resource, _ => new CustomResourceSnapshot { ResourceType = "Own", Properties = [] });
        var first = Shown();
        await states.PublishUpdateAsync(resource, _ => new CustomResourceSnapshot { ResourceType = "Own", Properties = [], State = KnownResourceStates.Running });

        Assert.NotNull(first.CreatedAt);
        Assert.Equal(first.CreatedAt, Shown().CreatedAt);

        Aspire.Hosting.Dashboard.Wire.Resource Shown()
        {
            Assert.True(states.TryGetCurrentState(resource.Name, out var state));
            return new WireResource("abcdefgh").Describe(state);
        }
    }

    public void Dispose() => _home.Delete(recursive: true);

    private static async Task<Uri> AddressAsync(AppHostProcess appHost)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(FetchTime);
        try
        {
            await appHost.SaysAsync("ashboard: ", patience.Token);
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested && appHost.Output.Contains("Fetching Aspire's dashboard", StringComparison.Ordinal))
        {
            Assert.Skip($"Aspire's dashboard could not be fetched within {FetchTime}.");
        }

        var said = appHost.Output.Split('\n').First(static line => line.Contains("ashboard: ", StringComparison.Ordinal));
        Assert.SkipWhen(said.Contains("No dashboard", StringComparison.Ordinal), said);
        return new Uri(said[said.IndexOf("http", StringComparison.Ordinal)..].Trim());
    }

    private static ILocator Row(IPage page, string name) => page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByText(name, new() { Exact = true }) }).First;

    private static Task ShowsAsync(ILocator row, string text) => Assertions.Expect(row).ToContainTextAsync(text, new() { Timeout = Browser.Patience });

    private static Task PictureAsync(IPage page, string name) => Environment.GetEnvironmentVariable("DFS_WRITE_DOCS") == "1"
        ? page.ScreenshotAsync(new() { Path = Path.Combine(Built.Images, name) })
        : Task.CompletedTask;

    [GeneratedRegex("^stage part [1-4] on node[1-4]$")]
    private static partial Regex Transfers();

    private sealed class SomeResource(string name) : Resource(name);
}
