using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace DfsAspire.Gateway.Tests.Sessions;

/// <summary>What people trust a gateway with stands in nothing that it says or leaves behind, however much it logs.</summary>
public sealed class GatewaySecretsTests(TestCluster cluster) : ClusterTest(cluster)
{
    private const string Fresh = "a second password, 2033";
    private const string Wrong = "a password with one letter mistyped, 2033";
    private const string Marker = "a marker in the content of a file that passes through the gateway";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Neither_its_console_nor_its_files_hold_a_password_a_cookie_a_token_or_a_content()
    {
        var user = await OwnUser.AddAsync(Cluster);
        var (home, url) = (Directory.CreateDirectory(Local("home")).FullName, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePorts.Next()}"));
        var console = new StringBuilder();
        var start = StartOf(home, url);
        using var gateway = Process.Start(start)!;
        using var leash = new Leash(gateway);
        gateway.OutputDataReceived += (_, line) => Keep(console, line.Data);
        gateway.ErrorDataReceived += (_, line) => Keep(console, line.Data);
        gateway.BeginOutputReadLine();
        gateway.BeginErrorReadLine();
        List<string> secrets = [user.Password, Fresh, Wrong, Marker, TestCluster.AlicePassword, $"{user.Name}:{user.Password}", $"{user.Name}:{Wrong}"];
        try
        {
            using var plain = new HttpClient { BaseAddress = new Uri($"{url}/") };
            await Eventually.TrueAsync("the gateway is healthy", Patience, async () => await IsHealthyAsync(plain));
            using (var put = await SendAsync(plain, HttpMethod.Put, "dav/marked", user, new StringContent(Marker)))
                Assert.Equal(HttpStatusCode.Created, put.StatusCode);
            using (var got = await SendAsync(plain, HttpMethod.Get, "dav/marked", user, null))
                Assert.Equal(Marker, await got.Content.ReadAsStringAsync(Cancellation));
            using (var refused = await SendAsync(plain, HttpMethod.Get, "dav/marked", user with { Password = Wrong }, null))
                Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            using (var malformed = await SendAsync(plain, new HttpMethod("PROPFIND"), "dav/", user, new StringContent($"<{Marker}")))
                Assert.InRange((int)malformed.StatusCode, 400, 499);

            using var page = await PageClient.LogInAsync(new Uri(url), user.Name, user.Password);
            secrets.Add(page.Token);
            secrets.Add(page.Cookie);
            using (var changed = await page.PostAsync("/account", ("token", page.Token), ("old", user.Password), ("new", Fresh), ("again", Fresh)))
                Assert.Equal(HttpStatusCode.SeeOther, changed.StatusCode);
            using var later = await PageClient.LogInAsync(new Uri(url), user.Name, Fresh);
            secrets.Add(later.Token);
            secrets.Add(later.Cookie);
            Cluster.Kill(3);
            using (var put = await SendAsync(plain, HttpMethod.Put, "dav/marked again", user with { Password = Fresh }, new StringContent(Marker)))
                Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        }
        finally
        {
            Signals.AskToEnd(gateway);
            await gateway.WaitForExitAsync(Cancellation).WaitAsync(Patience, Cancellation);
        }

        // It did log what it knows.
        Assert.Contains("dbug:", console.ToString(), StringComparison.Ordinal);
        foreach (var form in secrets.SelectMany(SecretForms.Of).Distinct())
        {
            Assert.DoesNotContain(form, console.ToString(), StringComparison.Ordinal);
            foreach (var file in Directory.GetFiles(home, "*", SearchOption.AllDirectories))
                Assert.True((await File.ReadAllBytesAsync(file, Cancellation)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(form)) < 0, $"{file} holds '{form}'");
        }
    }

    private ProcessStartInfo StartOf(string home, string url)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { "exec", typeof(DfsClient).Assembly.Location, "serve" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home,
        };
        foreach (var node in Cluster.Addresses)
            start.Environment[$"services__node{node.Number}__dfs__0"] = string.Create(CultureInfo.InvariantCulture, $"tcp://{node.Host}:{node.Port}");
        start.Environment["Dfs__User"] = "alice";
        start.Environment["Dfs__Password"] = TestCluster.AlicePassword;
        start.Environment["ASPNETCORE_URLS"] = url;
        start.Environment["Logging__LogLevel__Default"] = "Trace";
        start.Environment["Logging__LogLevel__Microsoft.AspNetCore"] = "Trace";
        start.Environment["TMPDIR"] = home;
        start.Environment["HOME"] = home;
        return start;
    }

    private static void Keep(StringBuilder console, string? line)
    {
        lock (console)
            console.AppendLine(line);
    }

    private static async Task<bool> IsHealthyAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync("health", Cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, HttpMethod method, string path, OwnUser user, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user.Name}:{user.Password}")));
        return await http.SendAsync(request, Cancellation);
    }
}
