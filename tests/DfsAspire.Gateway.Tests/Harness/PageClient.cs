using System.Net;
using System.Text.RegularExpressions;

namespace DfsAspire.Gateway.Tests.Harness;

/// <summary>A browser without scripts: it keeps cookies, follows nothing by itself, and sends forms.</summary>
internal sealed partial class PageClient : IDisposable
{
    private readonly CookieContainer _cookies;
    private readonly HttpClient _http;

    public PageClient(Uri gateway)
    {
        _cookies = new CookieContainer();
        _http = new HttpClient(new SocketsHttpHandler { CookieContainer = _cookies, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(gateway, "/"),
            Timeout = TimeSpan.FromMinutes(5),
        };
    }

    public HttpClient Http => _http;

    /// <summary>The session's token, as its pages hold it.</summary>
    public string Token { get; private set; } = "";

    /// <summary>The value of the session's cookie.</summary>
    public string Cookie => _cookies.GetAllCookies().Single().Value;

    public static async Task<PageClient> LogInAsync(Uri gateway, string user = "alice", string password = TestCluster.AlicePassword)
    {
        var client = new PageClient(gateway);
        using (var answer = await client.PostAsync("/login", ("user", user), ("password", password), ("next", "")))
            Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        client.Token = await client.TokenOfAsync("/files/");
        return client;
    }

    /// <summary>The session's token, as a page holds it.</summary>
    public async Task<string> TokenOfAsync(string url)
    {
        var token = TokenField().Match(await GetTextAsync(url)).Groups[1].Value;
        Assert.NotEmpty(token);
        return token;
    }

    public async Task<string> GetTextAsync(string url)
    {
        using var answer = await _http.GetAsync(new Uri(url, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> GetAsync(string url) => _http.GetAsync(new Uri(url, UriKind.Relative), TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> PostAsync(string url, params (string Name, string Value)[] fields) => SendAsync(HttpMethod.Post, url, Form(fields));

    /// <summary>Sends a form with the session's token, and shows the page that it ends on.</summary>
    public async Task<string> DoAsync(string action, params (string Name, string Value)[] fields)
    {
        using var answer = await PostAsync($"/do/{action}", [("token", Token), .. fields]);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return await GetTextAsync(answer.Headers.Location!.OriginalString);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string url, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(url, UriKind.Relative)) { Content = content };
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("name=\"dfs-token\" content=\"([^\"]+)\"")]
    private static partial Regex TokenField();
}
