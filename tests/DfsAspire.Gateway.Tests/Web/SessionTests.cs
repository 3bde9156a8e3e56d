using System.Net;
using DfsAspire.Client.Gateway.Web;
using Microsoft.AspNetCore.Http;

namespace DfsAspire.Gateway.Tests.Web;

/// <summary>The page's log-in, its cookie, and what other sites can do with it.</summary>
public sealed class SessionTests(TestCluster cluster, SharedGateway gateway) : GatewayTest(cluster, gateway)
{
    [Fact]
    public async Task The_cookie_is_for_the_browser_alone_and_ends_with_the_log_out()
    {
        using var browser = new PageClient(Gateway.Root);
        using var answer = await browser.PostAsync("/login", ("user", "alice"), ("password", TestCluster.AlicePassword), ("next", $"/files/{Folder}/"));

        Assert.Equal($"/files/{Folder}/", answer.Headers.Location!.OriginalString);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("expires", cookie, StringComparison.OrdinalIgnoreCase);

        using var other = await PageClient.LogInAsync(Gateway.Root);
        var held = cookie.Split(';')[0];
        using (var before = await GetWithAsync(held))
            Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        using (var refused = await browser.PostAsync("/logout", ("token", other.Token)))
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using (var mine = await other.PostAsync("/logout", ("token", other.Token)))
            Assert.Equal(HttpStatusCode.SeeOther, mine.StatusCode);
        using (var gone = await other.GetAsync("/files/"))
            Assert.Equal(HttpStatusCode.Unauthorized, gone.StatusCode);
        // The other browser of the same user goes on.
        using var still = await GetWithAsync(held);
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
    }

    [Fact]
    public void Over_TLS_the_cookie_cannot_be_set_by_others_nor_sent_in_the_clear()
    {
        var http = new DefaultHttpContext();
        http.Request.Scheme = "https";

        SessionCookie.Write(http, "id");

        var cookie = http.Response.Headers.SetCookie.ToString();
        Assert.StartsWith("__Host-dfs=id;", cookie, StringComparison.Ordinal);
        Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("alice", "wrong")]
    [InlineData("nobody", "wrong")]
    [InlineData("administrator", TestCluster.AdministratorSecret)]
    [InlineData("", "")]
    public async Task Whoever_is_no_user_with_the_password_is_asked_again_in_the_same_words(string user, string password)
    {
        using var browser = new PageClient(Gateway.Root);
        using var answer = await browser.PostAsync("/login", ("user", user), ("password", password));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("do not go together", text, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"wrong\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/files/../../x\\")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/files/\r\nSet-Cookie: a=b")]
    [InlineData("/logout")]
    [InlineData("/accounts")]
    public void A_log_in_leads_nowhere_else(string next) => Assert.Equal("/files/", LocalUrl.OrFiles(next));

    [Theory]
    [InlineData("/account")]
    [InlineData("/files/a%20b/?about")]
    public void A_log_in_leads_where_one_was_going(string next) => Assert.Equal(next, LocalUrl.OrFiles(next));

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task What_another_site_sends_with_the_cookie_changes_nothing(string header, string value)
    {
        using var browser = await PageClient.LogInAsync(Gateway.Root);
        await PutAsync("kept", [1]);

        using var form = await browser.SendAsync(HttpMethod.Post, "/do/delete", PageClient.Form(("token", browser.Token), ("path", In("kept").Value)), (header, value));
        using var api = await browser.SendAsync(HttpMethod.Delete, $"/api/v1/entries/{In("kept")}", null, (header, value), ("X-Dfs-Token", browser.Token));
        using var logIn = await browser.SendAsync(HttpMethod.Post, "/login", PageClient.Form(("user", "alice"), ("password", TestCluster.AlicePassword)), (header, value));

        Assert.Equal(HttpStatusCode.Forbidden, form.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, api.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, logIn.StatusCode);
        Assert.Equal([1], await GetAsync("kept"));
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task What_another_site_sends_with_a_remembered_password_changes_nothing(string header, string value)
    {
        await PutAsync("kept", [1]);
        // A form of another site can send JSON, if it is called plain text; the browser adds the password that it was told at /dav/.
        using var move = new HttpRequestMessage(HttpMethod.Post, new Uri(Gateway.Root, "/api/v1/move"))
        {
            Content = new StringContent($$"""{"from": "{{In("kept")}}", "to": "{{In("gone")}}", "x": "="}""", System.Text.Encoding.UTF8, "text/plain"),
        };
        move.Headers.Add(header, value);
        using var deletion = new HttpRequestMessage(HttpMethod.Delete, new Uri(Gateway.Root, $"/api/v1/entries/{In("kept")}"));
        deletion.Headers.Add(header, value);

        using var moved = await Http.SendAsync(move, Cancellation);
        using var deleted = await Http.SendAsync(deletion, Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, moved.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, deleted.StatusCode);
        Assert.Equal([1], await GetAsync("kept"));
    }

    [Fact]
    public async Task An_upload_that_takes_longer_than_a_session_may_be_idle_keeps_it_open()
    {
        await using var gateway = await RunningGateway.StartAsync(Cluster.Addresses, new Dictionary<string, string?> { ["Dfs:SessionIdleTime"] = "00:00:02" });
        using var browser = await PageClient.LogInAsync(gateway.Root);
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var upload = browser.SendAsync(HttpMethod.Put, $"/api/v1/files/{In("slow")}", new SlowContent(begun, go.Task), ("X-Dfs-Token", browser.Token));
        await begun.Task.WaitAsync(Cancellation);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        for (var look = 0; look < 8; look++)
        {
            await timer.WaitForNextTickAsync(Cancellation);
            // As the page does by itself, which keeps nobody logged in.
            using var nodes = await browser.SendAsync(HttpMethod.Get, "/nodes", null, ("X-Dfs-By-Itself", "1"));
            Assert.Equal(HttpStatusCode.OK, nodes.StatusCode);
        }

        go.SetResult();
        using var stored = await upload;
        Assert.Equal(HttpStatusCode.Created, stored.StatusCode);
        await Eventually.TrueAsync("the session has ended", TimeSpan.FromSeconds(30), async () =>
        {
            using var nodes = await browser.SendAsync(HttpMethod.Get, "/nodes", null, ("X-Dfs-By-Itself", "1"));
            return nodes.StatusCode == HttpStatusCode.Unauthorized;
        });
    }

    [Fact]
    public async Task What_a_proxy_says_counts_when_it_is_one_that_was_named()
    {
        await using var gateway = await RunningGateway.StartAsync(Cluster.Addresses, new Dictionary<string, string?> { ["Dfs:Proxies"] = "127.0.0.1, ::1" });
        foreach (var (root, isBelieved) in new[] { (gateway.Root, true), (Gateway.Root, false) })
        {
            using var browser = new PageClient(root);
            using var form = PageClient.Form(("user", "alice"), ("password", TestCluster.AlicePassword));
            using var answer = await browser.SendAsync(HttpMethod.Post, "/login", form, ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "203.0.113.7"));

            Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
            var cookie = answer.Headers.GetValues("Set-Cookie").Single();
            Assert.Equal(isBelieved, cookie.StartsWith("__Host-dfs=", StringComparison.Ordinal));
            Assert.Equal(isBelieved, cookie.Contains("secure", StringComparison.OrdinalIgnoreCase));
            // From another machine, and not over HTTPS: the proxy's word counts against the rule as well.
            using var plain = PageClient.Form(("user", "alice"), ("password", TestCluster.AlicePassword));
            using var refused = await browser.SendAsync(HttpMethod.Post, "/login", plain, ("X-Forwarded-Proto", "http"), ("X-Forwarded-For", "203.0.113.7"));
            Assert.Equal(isBelieved ? HttpStatusCode.Forbidden : HttpStatusCode.SeeOther, refused.StatusCode);
        }
    }

    [Fact]
    public async Task Without_the_token_nothing_is_changed()
    {
        using var browser = await PageClient.LogInAsync(Gateway.Root);
        await PutAsync("kept", [1]);
        using var foreign = new MultipartFormDataContent { { new StringContent(Folder.Value), "path" }, { new ByteArrayContent([2]), "files", "kept" } };

        using var form = await browser.PostAsync("/do/delete", ("path", In("kept").Value));
        using var upload = await browser.SendAsync(HttpMethod.Post, "/do/upload", foreign);
        using var put = await browser.SendAsync(HttpMethod.Put, $"/api/v1/files/{In("kept")}", new ByteArrayContent([2]));
        using var deletion = await browser.SendAsync(HttpMethod.Delete, $"/api/v1/entries/{In("kept")}", null, ("X-Dfs-Token", "made-up"));
        using var undo = await browser.PostAsync("/do/undelete", ("path", In("gone").Value));
        using var restore = await browser.PostAsync("/do/restore", ("path", In("kept").Value), ("version", "0"), ("token", "made-up"));

        Assert.All([form, upload, put, deletion, undo, restore], answer => Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode));
        Assert.Equal([1], await GetAsync("kept"));
    }

    [Fact]
    public async Task Pages_run_no_script_but_their_own_and_may_not_be_framed()
    {
        using var browser = await PageClient.LogInAsync(Gateway.Root);
        foreach (var url in (string[])["/", "/files/", $"/files/{Folder}/?about", "/account", "/nodes", "/assets/page.js", "/files/there-is-no-such-folder/"])
        {
            using var answer = await browser.GetAsync(url);
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains("default-src 'none'; script-src 'self'; style-src 'self'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            var text = await answer.Content.ReadAsStringAsync(Cancellation);
            Assert.DoesNotContain("style=", text, StringComparison.Ordinal);
            Assert.DoesNotContain("onclick", text, StringComparison.Ordinal);
            Assert.DoesNotContain("//www", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_page_that_looks_by_itself_is_told_that_its_session_has_ended()
    {
        using var browser = new PageClient(Gateway.Root);
        using var answer = await browser.SendAsync(HttpMethod.Get, "/nodes", null, ("X-Dfs-By-Itself", "1"));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Empty(answer.Headers.WwwAuthenticate);
    }

    // Two bytes, the second one when it is told to.
    private sealed class SlowContent(TaskCompletionSource begun, Task go) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(new byte[1], Cancellation);
            await stream.FlushAsync(Cancellation);
            begun.SetResult();
            await go;
            await stream.WriteAsync(new byte[1], Cancellation);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 2;
            return true;
        }
    }

    private async Task<HttpResponseMessage> GetWithAsync(string cookie)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Gateway.Root, "/files/"));
        request.Headers.Add("Cookie", cookie);
        return await http.SendAsync(request, Cancellation);
    }
}
