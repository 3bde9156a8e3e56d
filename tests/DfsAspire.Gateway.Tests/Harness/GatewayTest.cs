using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Xml.Linq;

namespace DfsAspire.Gateway.Tests.Harness;

/// <summary>A test of a gateway in front of the shared cluster, with a folder of its own.</summary>
public abstract class GatewayTest(TestCluster cluster, SharedGateway shared) : ClusterTest(cluster)
{
    internal static readonly XNamespace Dav = "DAV:";

    private RunningGateway? _gateway;
    private HttpClient? _http;

    private protected RunningGateway Gateway => _gateway!;

    /// <summary>Alice.</summary>
    private protected HttpClient Http => _http!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _gateway = await shared.OfAsync(Cluster);
        _http = _gateway.Client();
        Assert.Equal(HttpStatusCode.Created, await SendAsync("MKCOL", ""));
    }

    /// <summary>The address of a name in the test's folder.</summary>
    private protected Uri At(string name) => new(Gateway.Root, $"{Folder}/{name}");

    private protected async Task<HttpStatusCode> PutAsync(string name, byte[] content, params (string Name, string Value)[] headers)
    {
        using var answer = await AskAsync("PUT", name, new ByteArrayContent(content), headers);
        return answer.StatusCode;
    }

    private protected async Task<HttpStatusCode> SendAsync(string method, string name, params (string Name, string Value)[] headers)
    {
        using var answer = await AskAsync(method, name, null, headers);
        return answer.StatusCode;
    }

    private protected Task<HttpResponseMessage> AskXmlAsync(string method, string name, string xml, params (string Name, string Value)[] headers) =>
        AskAsync(method, name, new StringContent(xml, Encoding.UTF8, "application/xml"), headers);

    private protected async Task<HttpResponseMessage> AskAsync(string method, string name, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), At(name)) { Content = content };
        foreach (var (header, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(header, value));
        return await Http.SendAsync(request, Cancellation);
    }

    private protected async Task<byte[]> GetAsync(string name, string? range = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, At(name));
        if (range is not null)
            request.Headers.Range = RangeHeaderValue.Parse(range);
        using var answer = await Http.SendAsync(request, Cancellation);
        Assert.Equal(range is null ? HttpStatusCode.OK : HttpStatusCode.PartialContent, answer.StatusCode);
        return await answer.Content.ReadAsByteArrayAsync(Cancellation);
    }

    /// <summary>The entity tag of a file.</summary>
    private protected async Task<string> TagAsync(string name)
    {
        using var answer = await AskAsync("HEAD", name, (HttpContent?)null);
        return answer.Headers.ETag!.ToString();
    }

    /// <summary>What a PROPFIND answers, as its responses.</summary>
    private protected async Task<IReadOnlyList<XElement>> FindAsync(string name, int depth, string body = "")
    {
        using var answer = await AskXmlAsync("PROPFIND", name, body, ("Depth", depth.ToString(CultureInfo.InvariantCulture)));
        Assert.Equal(HttpStatusCode.MultiStatus, answer.StatusCode);
        return [.. XElement.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).Elements(Dav + "response")];
    }

    /// <summary>Locks a path and answers the token.</summary>
    private protected async Task<string> LockAsync(string name, string scope = "exclusive", string depth = "infinity")
    {
        using var answer = await AskXmlAsync(
            "LOCK", name, $"<lockinfo xmlns='DAV:'><lockscope><{scope}/></lockscope><locktype><write/></locktype></lockinfo>", ("Depth", depth));
        answer.EnsureSuccessStatusCode();
        return answer.Headers.GetValues("Lock-Token").Single();
    }
}
