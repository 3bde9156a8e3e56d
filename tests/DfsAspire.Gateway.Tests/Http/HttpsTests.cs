using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace DfsAspire.Gateway.Tests.Http;

/// <summary>The gateway with a certificate of its own, set up as docs/gateway.md says.</summary>
public sealed partial class HttpsTests(TestCluster cluster) : ClusterTest(cluster)
{
    [Fact]
    public async Task Programs_and_browsers_log_in_over_HTTPS_and_over_HTTP_2()
    {
        using var certificate = MakeCertificate(out var settings);
        await using var gateway = await RunningGateway.StartAsync(Cluster.Addresses, settings, () => Knows(certificate));
        Assert.Equal("https", gateway.Root.Scheme);
        using var program = gateway.Client();
        using var folder = new HttpRequestMessage(new HttpMethod("MKCOL"), $"{Folder}/");
        Assert.Equal(HttpStatusCode.Created, (await program.SendAsync(folder, Cancellation)).StatusCode);
        using var put = new HttpRequestMessage(HttpMethod.Put, $"{Folder}/file") { Content = new ByteArrayContent(Bytes.Of(300_000, 1)), Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        Assert.Equal(HttpStatusCode.Created, (await program.SendAsync(put, Cancellation)).StatusCode);
        Assert.Equal(Bytes.Of(300_000, 1), await program.GetByteArrayAsync($"{Folder}/file", Cancellation));

        // What the browser keeps may go over HTTPS alone, and to this host alone.
        using var browser = new HttpClient(Knows(certificate)) { BaseAddress = new Uri(gateway.Root, "/") };
        using var form = new FormUrlEncodedContent([new("user", "alice"), new("password", TestCluster.AlicePassword), new("next", "/")]);
        using var logIn = new HttpRequestMessage(HttpMethod.Post, "/login") { Content = form };
        logIn.Headers.Add("Origin", gateway.Root.GetLeftPart(UriPartial.Authority));
        using var answer = await browser.SendAsync(logIn, Cancellation);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("__Host-", cookie, StringComparison.Ordinal);
        Assert.Matches(SecureCookie(), cookie);
    }

    // Some other server's certificate is not taken for it.
    private static SocketsHttpHandler Knows(X509Certificate2 certificate) => new()
    {
        AllowAutoRedirect = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString(HashAlgorithmName.SHA256) == certificate.GetCertHashString(HashAlgorithmName.SHA256),
        },
    };

    private X509Certificate2 MakeCertificate(out Dictionary<string, string?> settings)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var (file, keyFile) = (Local(), Local());
        File.WriteAllText(file, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        settings = new()
        {
            ["Kestrel:Endpoints:Https:Url"] = "https://127.0.0.1:0",
            ["Kestrel:Endpoints:Https:Certificate:Path"] = file,
            ["Kestrel:Endpoints:Https:Certificate:KeyPath"] = keyFile,
        };
        return certificate;
    }

    [GeneratedRegex("secure.*httponly|httponly.*secure", RegexOptions.IgnoreCase)]
    private static partial Regex SecureCookie();
}
