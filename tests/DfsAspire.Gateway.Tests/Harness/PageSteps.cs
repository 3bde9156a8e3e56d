using Microsoft.Playwright;

namespace DfsAspire.Gateway.Tests.Harness;

/// <summary>What people do with the page, and what they see of it.</summary>
internal static class PageSteps
{
    /// <summary>Logs somebody in, as they would with a mouse.</summary>
    public static async Task LogInAsync(this IPage page, string url = "/", string user = "alice", string password = TestCluster.AlicePassword)
    {
        await page.GotoAsync(url);
        await page.FillAsync("#user", user);
        await page.FillAsync("#password", password);
        await page.ClickAsync("#log-in");
        await page.WaitForSelectorAsync("#files");
    }

    /// <summary>The same with the keyboard alone, at a page that asks who it is.</summary>
    public static async Task LogInByKeyboardAsync(this IPage page)
    {
        // The first field has the focus.
        await page.WaitForSelectorAsync("#user:focus");
        await page.Keyboard.TypeAsync("alice");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(TestCluster.AlicePassword);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync("#files");
    }

    /// <summary>Goes on by Tab to what has these words, and presses Enter there.</summary>
    public static async Task EnterAsync(this IPage page, string wanted)
    {
        await page.TabToAsync(wanted);
        await page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Waits for the notice of what was done, which takes the focus.</summary>
    public static async Task IsToldAsync(this IPage page, string text)
    {
        await page.WaitForSelectorAsync("#notice:focus");
        Assert.Contains(text, await page.FocusedAsync(), StringComparison.Ordinal);
    }

    /// <summary>What the focus is on, in its own words, or those of its label.</summary>
    public static Task<string> FocusedAsync(this IPage page) =>
        page.EvaluateAsync<string>("(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim().replace(/\\s+/g, ' ')");

    /// <summary>Waits until the focus is on what begins with these words.</summary>
    public static Task StandsOnAsync(this IPage page, string words) => page.WaitForFunctionAsync(
        "words => document.activeElement !== document.body && document.activeElement.textContent.trim().replace(/\\s+/g, ' ').startsWith(words)", words);

    /// <summary>Waits until a place of the page holds a text.</summary>
    public static Task SaysAsync(this IPage page, string place, string text) =>
        Assertions.Expect(page.Locator(place)).ToContainTextAsync(text, new() { Timeout = Browser.Patience });

    /// <summary>Goes on by Tab to what has these words, or begins with them when a star ends them, or has this id; as far as it takes, and not for ever.</summary>
    public static async Task TabToAsync(this IPage page, string wanted)
    {
        const int Most = 80;
        List<string> seen = [];
        for (var i = 0; i < Most; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (wanted.StartsWith('#') ? await page.EvaluateAsync<bool>("id => document.activeElement.id === id.slice(1)", wanted) : IsThat(await page.FocusedAsync()))
                return;
            seen.Add(await page.FocusedAsync());
        }

        bool IsThat(string text) => wanted.EndsWith('*') ? text.StartsWith(wanted[..^1], StringComparison.Ordinal) : text == wanted;

        Assert.Fail($"The focus never reached '{wanted}', only: {string.Join(" | ", seen.Distinct())}");
    }

    /// <summary>Keeps uploads waiting before the gateway until they are let go.</summary>
    public static async Task<TaskCompletionSource> HoldUploadsAsync(this IPage page)
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync("**/api/v1/**", async route =>
        {
            await go.Task;
            try
            {
                await route.ContinueAsync();
            }
            catch (PlaywrightException)
            {
                // It was cancelled meanwhile.
            }
        });
        return go;
    }
}
