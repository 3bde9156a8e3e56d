using Microsoft.Playwright;

[assembly: Xunit.AssemblyFixture(typeof(DfsAspire.Gateway.Tests.Harness.Browser))]

namespace DfsAspire.Gateway.Tests.Harness;

/// <summary>The system's own Chromium, started once. Nothing is downloaded: where there is none, its tests are skipped and say so.</summary>
public sealed class Browser : IAsyncDisposable
{
    internal const float Patience = 60_000;

    private static readonly string[] Programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>A window of its own, with nothing left over from others.</summary>
    internal async Task<IPage> OpenAsync(Uri gateway, BrowserNewContextOptions? options = null)
    {
        var program = Array.Find(Programs, File.Exists);
        Xunit.Assert.SkipWhen(program is null, "There is no Chromium: 'apt-get install chromium' brings it.");
        _playwright ??= await Playwright.CreateAsync();
        _browser ??= await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = program,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
        options ??= new();
        options.BaseURL = new Uri(gateway, "/").ToString();
        options.AcceptDownloads = true;
        options.Locale ??= "en-GB";
        options.TimezoneId ??= "Europe/Zurich";
        var context = await _browser.NewContextAsync(options);
        context.SetDefaultTimeout(Patience);
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
