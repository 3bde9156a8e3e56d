using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DfsAspire.Node.Certificates;
using DfsAspire.Node.Hosting;
using DfsAspire.Node.Storage;
using DfsAspire.Protocol.Lines;
using Microsoft.Extensions.Logging.Abstractions;

namespace DfsAspire.Node.Tests.Sessions;

/// <summary>Which certificate a node shows, and where it keeps it.</summary>
public sealed class CertificateTests : IDisposable
{
    private const string Password = "open, please";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dfs-certificates-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_node_makes_its_certificate_once_and_keeps_it_for_its_owner_alone()
    {
        var volume = In("volume");
        var first = await ShownAsync(volume);
        var again = await ShownAsync(volume);
        var other = await ShownAsync(In("another volume"));

        Assert.NotNull(first);
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        var file = Path.Combine(volume, ".dfs", "tls.pem");
        using var kept = X509Certificate2.CreateFromPemFile(file);
        Assert.Equal(first, CertificateFingerprint.Of(kept));
        Assert.True(kept.NotAfter.Year >= 9999);
        Assert.Equal([file], Directory.GetFiles(Path.Combine(volume, ".dfs"), "tls.pem*"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task What_a_crash_left_of_a_certificate_is_made_anew()
    {
        var volume = In("volume");
        Directory.CreateDirectory(Path.Combine(volume, ".dfs"));
        await File.WriteAllTextAsync(Path.Combine(volume, ".dfs", "tls.pem.new"), "-----BEGIN", TestContext.Current.CancellationToken);

        Assert.NotNull(await ShownAsync(volume));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public async Task A_damaged_certificate_on_the_volume_is_no_reason_to_show_another_one(string text)
    {
        var volume = In("volume");
        await ShownAsync(volume);
        await File.WriteAllTextAsync(Path.Combine(volume, ".dfs", "tls.pem"), text, TestContext.Current.CancellationToken);

        var fault = await Assert.ThrowsAsync<StoreException>(() => ShownAsync(volume));

        Assert.Contains("tls.pem", fault.Message, StringComparison.Ordinal);
        Assert.Contains("delete it", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bit_turned_over_anywhere_in_the_certificate_on_the_volume_is_noticed_or_changes_nothing()
    {
        var volume = In("volume");
        Directory.CreateDirectory(Path.Combine(volume, ".dfs"));
        var shown = await TakenAsync(volume);
        var file = Path.Combine(volume, ".dfs", "tls.pem");
        var whole = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        var noticed = 0;
        for (var at = 0; at < whole.Length; at++)
        {
            // Another one of the eight at each place, so that letters become other letters, too.
            var damaged = whole.ToArray();
            damaged[at] ^= (byte)(1 << (at % 8));
            await File.WriteAllBytesAsync(file, damaged, TestContext.Current.CancellationToken);
            try
            {
                Assert.Equal(shown, await TakenAsync(volume));
            }
            catch (StoreException)
            {
                noticed++;
            }
        }

        Assert.InRange(noticed, whole.Length / 2, whole.Length);
    }

    [Fact]
    public async Task A_configured_certificate_is_shown_from_pem_and_from_pkcs_12()
    {
        using var made = Make();
        var key = made.GetECDsaPrivateKey()!;
        var parameters = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10_000);
        var both = Write("both.pem", made.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        var certificate = Write("node.crt", made.ExportCertificatePem());
        var plain = Write("node.key", key.ExportECPrivateKeyPem());
        var encrypted = Write("encrypted.key", key.ExportEncryptedPkcs8PrivateKeyPem(Password, parameters));
        var pfx = Write("node.pfx", made.Export(X509ContentType.Pkcs12, Password));
        var shown = new List<CertificateFingerprint?>
        {
            await ShownAsync(In("1"), $"--Dfs:Tls:Certificate={both}"),
            await ShownAsync(In("2"), $"--Dfs:Tls:Certificate={certificate}", $"--Dfs:Tls:Key={plain}"),
            await ShownWithPasswordAsync(In("3"), $"--Dfs:Tls:Certificate={certificate}", $"--Dfs:Tls:Key={encrypted}"),
            await ShownWithPasswordAsync(In("4"), $"--Dfs:Tls:Certificate={pfx}"),
        };

        Assert.All(shown, one => Assert.Equal(CertificateFingerprint.Of(made), one));
        Assert.False(File.Exists(Path.Combine(In("1"), ".dfs", "tls.pem")));
    }

    [Fact]
    public async Task A_certificate_of_another_hash_is_bound_to_by_that_hash()
    {
        using var key = RSA.Create(2048);
        using var made = new CertificateRequest("CN=of an authority", key, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var file = Write("rsa.pem", made.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        await using var node = await RunningNode.StartAsync(null, $"--Dfs:Tls:Certificate={file}");
        using var client = await node.LogInAsync(node.Alice);
        Assert.Equal(CertificateFingerprint.Of(made), client.Certificate);
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_used_is_named_with_the_reason()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=node", key, HashAlgorithmName.SHA256);
        using var expired = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(-1));
        using var rsa = RSA.Create(2048);
        using var unbound = new CertificateRequest("CN=node", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var other = Make();

        await AssertUnusableAsync(In("missing.pem"), "missing.pem");
        await AssertUnusableAsync(Write("text.pem", "no certificate"), "");
        await AssertUnusableAsync(Write("no-key.pem", other.ExportCertificatePem()), "");
        await AssertUnusableAsync(Write("other-key.pem", other.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem()), "");
        await AssertUnusableAsync(Write("locked.pfx", other.Export(X509ContentType.Pkcs12, Password)), "password");
        await AssertUnusableAsync(Write("expired.pem", expired.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem()), "has expired on");
        await AssertUnusableAsync(Write("pss.pem", unbound.ExportCertificatePem() + "\n" + rsa.ExportPkcs8PrivateKeyPem()), "No log-in can be bound");
    }

    private static X509Certificate2 Make() => SelfSigned.Make("configured", DateTimeOffset.UtcNow);

    private static async Task<CertificateFingerprint?> ShownAsync(string volume, params string[] settings)
    {
        await using var node = await RunningNode.StartEmptyAsync(null, [$"--Dfs:Volume={volume}", .. settings]);
        using var client = await node.ConnectAsync();
        Assert.True((await client.HelloAsync()).Outcome.IsOk);
        await node.StopAsync();
        return client.Certificate;
    }

    // Not on the command line, where the node does not take it.
    private static async Task<CertificateFingerprint?> ShownWithPasswordAsync(string volume, params string[] settings)
    {
        Environment.SetEnvironmentVariable("Dfs__Tls__Password", Password);
        try
        {
            return await ShownAsync(volume, settings);
        }
        finally
        {
            Environment.SetEnvironmentVariable("Dfs__Tls__Password", null);
        }
    }

    // What a node that starts on the volume would show.
    private static async Task<CertificateFingerprint?> TakenAsync(string volume)
    {
        var certificate = new NodeCertificate(
            new NodeOptions { Node = 1, Port = 0, Volume = volume, ClusterSecret = new byte[16] }, TimeProvider.System, NullLogger<NodeCertificate>.Instance);
        await certificate.StartAsync(TestContext.Current.CancellationToken);
        return certificate.Fingerprint;
    }

    private static async Task AssertUnusableAsync(string file, string why)
    {
        var fault = await Assert.ThrowsAsync<NodeOptionsException>(() => ShownAsync($"{file}-volume", $"--Dfs:Tls:Certificate={file}"));
        Assert.Contains($"The certificate '{file}' of the setting Dfs:Tls:Certificate", fault.Message, StringComparison.Ordinal);
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
    }

    private string In(string name) => Path.Combine(_directory.FullName, name);

    private string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    private string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(In(name), bytes);
        return In(name);
    }
}
