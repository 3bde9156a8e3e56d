using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Protocol.Tests.Authentication;

/// <summary>Log-ins bound to the node's certificate: SCRAM-SHA-256-PLUS with tls-server-end-point.</summary>
public sealed class ChannelBindingTests
{
    // Made once with OpenSSL 3 (req -x509, ECDSA P-256 with SHA-256).
    private const string Pem = """
        -----BEGIN CERTIFICATE-----
        MIIBeTCCAR+gAwIBAgIUK64FWjMYNMrb94wLhWhixZy1MF4wCgYIKoZIzj0EAwIw
        ETEPMA0GA1UEAwwGdmVjdG9yMCAXDTI2MTEyMjIyMjQ1M1oYDzIxMjYxMDI5MjIy
        NDUzWjARMQ8wDQYDVQQDDAZ2ZWN0b3IwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
        AATwDY3R110FSjEhVt2YXL/fXdG8ZM4rfp7iZX8PGpbWwuo0PPWwmFcGg9WW9fZ7
        oRyttGpxkgqcIRMRLzuGQ9HTo1MwUTAdBgNVHQ4EFgQUTksmYho4THdP+Z7MIocM
        WK/xhXMwHwYDVR0jBBgwFoAUTksmYho4THdP+Z7MIocMWK/xhXMwDwYDVR0TAQH/
        BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEAvXytew8+7HPIc6Qnnsfs/Evyme9K
        ejlnmh8wumJztg4CIH+JNpqx9Ec+cS5/pdknUjqyQxbYUydg9Vzy4yGaxkWT
        -----END CERTIFICATE-----
        """;

    // The same with SHA-1.
    private const string OldPem = """
        -----BEGIN CERTIFICATE-----
        MIIBcjCCARqgAwIBAgIUUlPaw2Py6npuQSq1JiHMrgcmuJYwCQYHKoZIzj0EATAP
        MQ0wCwYDVQQDDARzaGExMCAXDTI2MTEyMjIyMjcxN1oYDzIxMjYxMDI5MjIyNzE3
        WjAPMQ0wCwYDVQQDDARzaGExMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEQWit
        J8DL9GIvOmtrCdmOyLM/UDExLffzMoIi2oJB2dfzeNIP48uOwuIrsfA5prtwlCKK
        GiqfhyKVTGN+smYiqKNTMFEwHQYDVR0OBBYEFM30CCgab656CNISrCcINt30KSdi
        MB8GA1UdIwQYMBaAFM30CCgab656CNISrCcINt30KSdiMA8GA1UdEwEB/wQFMAMB
        Af8wCQYHKoZIzj0EAQNHADBEAiBM29XO2HxBMjrmKbqCu5OSnpmDscCjvW6tagu+
        7jDU0wIgWA3/5fx8CjQogT+jWooD7Q1RpBN6ljkk064a1lIqD74=
        -----END CERTIFICATE-----
        """;

    // openssl x509 -outform DER | openssl dgst -sha256 -binary, behind "p=tls-server-end-point,,", in base64.
    private const string Repeated = "cD10bHMtc2VydmVyLWVuZC1wb2ludCwshBwv9vX2xsWAxxna5r/uW87Fj51dePFUj+N+0dTO0F8=";

    // RFC 7677's user, password, nonces, salt and rounds, with that binding; computed with Python's hashlib and hmac.
    private const string ClientNonce = "rOprNGfwEbeRWgbNEkqO";
    private const string ServerNonce = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private const string ClientFirst = "p=tls-server-end-point,,n=user,r=rOprNGfwEbeRWgbNEkqO";
    private const string ServerFirst = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    private const string ClientFinal = $"c={Repeated},r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=ApWHuhvVRciRg1mN9B7g1oZF13BhsLZJZtsxnrGnL+o=";
    private const string ServerFinal = "v=usE+bmfoPMcXDCOOIyrS5CjWVRrgeARgUwRGDxLY/G4=";

    private static readonly ChannelBinding Known = ChannelBinding.ToServer(X509Certificate2.CreateFromPem(Pem));
    private static readonly ChannelBinding Other = ChannelBinding.ToServer(Make(HashAlgorithmName.SHA256));

    [Fact]
    public void The_client_says_what_was_computed_elsewhere_and_takes_the_servers_proof()
    {
        ScramClient client = new("user", Known, ClientNonce, requireDerivation: false);
        Assert.Equal(ClientFirst, Encoding.ASCII.GetString(client.WriteClientFirst()));
        client.ReadServerFirst(Encoding.ASCII.GetBytes(ServerFirst));
        Assert.Equal(ClientFinal, Encoding.ASCII.GetString(client.WriteClientFinal("pencil")));
        client.ReadServerFinal(Encoding.ASCII.GetBytes(ServerFinal));
    }

    [Fact]
    public void The_server_says_what_was_computed_elsewhere_and_takes_the_clients_proof()
    {
        ScramVerifier verifier = ScramVerifier.Create("pencil", Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);
        ScramServer server = new(Known, ServerNonce);
        Assert.Equal("user", server.ReadClientFirst(Encoding.ASCII.GetBytes(ClientFirst)));
        Assert.Equal(ServerFirst, Encoding.ASCII.GetString(server.WriteServerFirstFor(verifier, derivation: null)));
        Assert.Equal(ServerFinal, Encoding.ASCII.GetString(server.ReadClientFinal(Encoding.ASCII.GetBytes(ClientFinal))));
    }

    [Fact]
    public void Both_sides_of_one_connection_agree() =>
        Assert.True(new ScramExchange { ClientsBinding = Known, ServersBinding = Known }.Run(out _));

    [Fact]
    public void A_proof_made_for_another_connection_is_refused() =>
        Assert.Equal(ScramFailure.OtherChannel, new ScramExchange { ClientsBinding = Other, ServersBinding = Known }.Failure());

    [Fact]
    public void A_binding_put_in_the_place_of_another_spoils_the_proof()
    {
        // One in between who tells each side what it expects to hear.
        Assert.Equal(ScramFailure.Refused, new ScramExchange
        {
            ClientsBinding = Other,
            ServersBinding = Known,
            OnClientFinal = final => final.Replace(Other.Repeated, Known.Repeated, StringComparison.Ordinal),
        }.Failure());
    }

    [Fact]
    public void A_server_with_tls_takes_no_unbound_log_in()
    {
        Assert.Equal(ScramFailure.Unsupported, new ScramExchange { ServersBinding = Known }.Failure());
        Assert.Equal(ScramFailure.Unsupported, new ScramExchange { ServersBinding = Known, OnClientFirst = first => $"y,,{first[3..]}" }.Failure());
    }

    [Fact]
    public void A_server_without_tls_takes_no_bound_one() =>
        Assert.Equal(ScramFailure.Unsupported, new ScramExchange { ClientsBinding = Known }.Failure());

    [Theory]
    [InlineData("n,,")]
    [InlineData("y,,")]
    public void A_form_changed_on_the_way_is_noticed_even_by_a_server_that_would_take_it(string form) =>
        Assert.NotEqual(ScramFailure.ServerNotProven, new ScramExchange
        {
            ClientsBinding = Known,
            OnClientFirst = first => first.Replace("p=tls-server-end-point,,", form, StringComparison.Ordinal),
        }.Failure());

    [Fact]
    public void The_hash_is_that_of_the_certificates_signature_and_never_a_broken_one()
    {
        Assert.Equal(24 + 32, Length(HashAlgorithmName.SHA256));
        Assert.Equal(24 + 48, Length(HashAlgorithmName.SHA384));
        Assert.Equal(24 + 64, Length(HashAlgorithmName.SHA512));
        X509Certificate2 old = X509Certificate2.CreateFromPem(OldPem);
        Assert.EndsWith(Convert.ToHexString(SHA256.HashData(old.RawData)), Convert.ToHexString(Convert.FromBase64String(ChannelBinding.ToServer(old).Repeated)));
    }

    [Fact]
    public void A_certificate_for_which_no_binding_is_defined_is_refused_by_name()
    {
        using RSA key = RSA.Create(2048);
        using X509Certificate2 certificate = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
        Assert.Contains("PKCS #1", Assert.Throws<NotSupportedException>(() => ChannelBinding.ToServer(certificate)).Message);
    }

    private static int Length(HashAlgorithmName hash) => Convert.FromBase64String(ChannelBinding.ToServer(Make(hash)).Repeated).Length;

    private static X509Certificate2 Make(HashAlgorithmName hash)
    {
        using RSA key = RSA.Create(2048);
        return new CertificateRequest("CN=x", key, hash, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
    }
}
