using System.Net;
using DfsAspire.Client.Gateway;
using DfsAspire.Client.Gateway.Web;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Authentication;
using Microsoft.Extensions.DependencyInjection;

namespace DfsAspire.Gateway.Tests.Web;

/// <summary>What users see of their account on the page, and how they change their password there.</summary>
public sealed class AccountTests(TestCluster cluster, SharedGateway gateway, Browser browser) : GatewayTest(cluster, gateway)
{
    private const string Fresh = "a password of my own, 2032";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static TheoryData<string?, string, string, string> Slips => new()
    {
        { "wrong", Fresh, Fresh, AccountMethods.Wrong },
        { "", Fresh, Fresh, AccountMethods.Wrong },
        { null, "", "", "There is no new password." },
        { null, Fresh, "a pasword of my own, 2032", "not typed twice alike" },
        { null, new string('x', PasswordText.MaxBytes + 1), new string('x', PasswordText.MaxBytes + 1), "too long" },
    };

    [Fact]
    public async Task A_new_password_ends_what_the_old_one_opened_and_not_the_session_that_set_it()
    {
        var user = await OwnUser.AddAsync(Cluster);
        using var mine = new PageClient(Gateway.Root);
        using var logIn = await mine.PostAsync("/login", ("user", user.Name), ("password", user.Password), ("next", "/account"));
        Assert.Equal("/account", logIn.Headers.Location!.OriginalString);
        using var other = await PageClient.LogInAsync(Gateway.Root, user.Name, user.Password);
        var (nodes, program) = (new Uri(Gateway.Root, "/api/v1/nodes"), Gateway.Client(user.Name, user.Password));
        using (var before = await program.GetAsync(nodes, Cancellation))
            Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        Assert.Contains("Your password is changed.", await ChangeAsync(mine, user.Password), StringComparison.Ordinal);

        Assert.Contains($"Account of {user.Name}", await mine.GetTextAsync("/account"), StringComparison.Ordinal);
        using var gone = await other.GetAsync("/files/");
        using var refused = await program.GetAsync(nodes, Cancellation);
        using var stranger = new PageClient(Gateway.Root);
        using var late = await stranger.PostAsync("/login", ("user", user.Name), ("password", user.Password));
        using var taken = await Gateway.Client(user.Name, Fresh).GetAsync(nodes, Cancellation);
        Assert.All([gone, refused, late], answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode));
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        // Whoever has the cookie from before has nothing, although the browser that it was stolen from goes on.
        using var thief = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Gateway.Root, "/files/"));
        request.Headers.Add("Cookie", logIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        using var stolen = await thief.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, stolen.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Slips))]
    public async Task A_slip_is_named_and_changes_nothing(string? present, string fresh, string again, string reason)
    {
        var user = await OwnUser.AddAsync(Cluster);
        using var mine = await PageClient.LogInAsync(Gateway.Root, user.Name, user.Password);

        var page = await ChangeAsync(mine, present ?? user.Password, fresh, again);

        Assert.Contains("role=\"alert\"", page, StringComparison.Ordinal);
        Assert.Contains(reason, page, StringComparison.Ordinal);
        Assert.DoesNotContain("pasword", page, StringComparison.Ordinal);
        await using var store = await Cluster.ConnectAsync(user.Name, user.Password);
    }

    [Fact]
    public async Task Another_site_changes_no_password()
    {
        var user = await OwnUser.AddAsync(Cluster);
        using var mine = await PageClient.LogInAsync(Gateway.Root, user.Name, user.Password);
        (string, string)[] fields = [("old", user.Password), ("new", Fresh), ("again", Fresh)];

        using var none = await mine.PostAsync("/account", fields);
        using var madeUp = await mine.PostAsync("/account", [("token", "made-up"), .. fields]);
        using var foreign = await mine.SendAsync(
            HttpMethod.Post, "/account", PageClient.Form([("token", mine.Token), .. fields]), ("Origin", "https://evil.example"));

        Assert.All([none, madeUp, foreign], answer => Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode));
        await using var store = await Cluster.ConnectAsync(user.Name, user.Password);
    }

    [Fact]
    public async Task The_gateway_outlives_a_new_password_of_the_user_that_it_logs_in_as()
    {
        var user = await OwnUser.AddAsync(Cluster);
        await using var own = await RunningGateway.StartAsync(
            Cluster.Addresses, new Dictionary<string, string?> { ["Dfs:User"] = user.Name, ["Dfs:Password"] = user.Password });
        using var mine = await PageClient.LogInAsync(own.Root, user.Name, user.Password);
        Assert.Contains("This gateway has your password in its settings.", await mine.GetTextAsync("/account"), StringComparison.Ordinal);

        await ChangeAsync(mine, user.Password);

        var worker = own.Services.GetRequiredService<StoreConnection>().Client!;
        await Eventually.TrueAsync("the worker is let in by all nodes", Patience, async () =>
            (await worker.GetStatusAsync(Cancellation)).Nodes.All(node => node.Fault is null));
    }

    [Fact]
    public async Task How_much_is_kept_of_how_much_is_said()
    {
        var user = await OwnUser.AddAsync(Cluster, new Quota(Bytes: 10_000, Files: 5));
        await using (var store = await Cluster.ConnectAsync(user.Name, user.Password))
        {
            await store.PutBytesAsync(StorePath.Parse("a"), Bytes.Of(1500, 1));
            await store.PutBytesAsync(StorePath.Parse("folder/deeper/b"), Bytes.Of(1000, 2));
        }

        using var mine = await PageClient.LogInAsync(Gateway.Root, user.Name, user.Password);
        var asked = await mine.GetTextAsync("/account");
        Cluster.Kill(1, 2);
        var less = await mine.GetTextAsync("/account");

        Assert.Contains("You may keep 10.0 kB, and 5 files.", asked, StringComparison.Ordinal);
        Assert.Contains("You keep 2.5 kB of 10.0 kB, and 2 of 5 files.", asked, StringComparison.Ordinal);
        Assert.Contains("max=\"1000\" value=\"400\"", asked, StringComparison.Ordinal);
        Assert.Contains("This cannot be said just now", less, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_is_changed_with_the_keyboard_alone()
    {
        var user = await OwnUser.AddAsync(Cluster);
        var page = await browser.OpenAsync(Gateway.Root);
        await page.LogInAsync("/", user.Name, user.Password);

        await page.TabToAsync($"Account of {user.Name}");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync("#new-password");
        await page.SaysAsync("#kept", "You keep 0 bytes, and 0 files.");

        await page.TabToAsync("#old");
        foreach (var (password, completion) in ((string, string)[])[(user.Password, "current-password"), (Fresh, "new-password"), (Fresh, "new-password")])
        {
            Assert.Equal($"password {completion}", await page.EvaluateAsync<string>("`${document.activeElement.type} ${document.activeElement.autocomplete}`"));
            await page.Keyboard.TypeAsync(password);
            await page.Keyboard.PressAsync("Tab");
        }

        await page.Keyboard.PressAsync("Enter");
        await page.StandsOnAsync("Your password is changed.");
        await page.GotoAsync("/files/");
        await page.WaitForSelectorAsync("#files");
        await using var store = await Cluster.ConnectAsync(user.Name, Fresh);
        await page.Context.CloseAsync();
    }

    // As the form on the page sends it; the answer is the page that it ends on.
    private static async Task<string> ChangeAsync(PageClient mine, string present, string fresh = Fresh, string? again = null)
    {
        var token = await mine.TokenOfAsync("/account");
        using var answer = await mine.PostAsync("/account", ("token", token), ("old", present), ("new", fresh), ("again", again ?? fresh));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal("/account", answer.Headers.Location!.OriginalString);
        return await mine.GetTextAsync("/account");
    }
}
