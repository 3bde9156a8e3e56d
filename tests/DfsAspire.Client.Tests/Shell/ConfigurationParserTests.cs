using CsCheck;
using DfsAspire.Client.Shell.Configuration;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Lines;

namespace DfsAspire.Client.Tests.Shell;

public sealed class ConfigurationParserTests
{
    private const string Pin = "sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    private const string Whole = """
        Server DFS1 127.0.0.1:10001
        Server DFS2 127.0.0.1:10002
        Server DFS3 127.0.0.1:10003
        Server DFS4 127.0.0.1:10004
        Username: Alice
        Password: SimplePassword
        """;

    [Fact]
    public void The_originals_example_is_understood()
    {
        var configuration = Parse(Whole);

        Assert.Equal(
            Enumerable.Range(1, 4).Select(number => new NodeAddress(number, $"DFS{number}", "127.0.0.1", 10000 + number)),
            configuration.Nodes);
        Assert.Equal([new ConfiguredUser("Alice", "SimplePassword")], configuration.Users);
        Assert.Null(configuration.Cluster);
        Assert.Null(configuration.Telemetry);
    }

    [Fact]
    public void Comments_blank_lines_case_order_and_blanks_do_not_matter()
    {
        var configuration = Parse("""
            # my store

            	USERNAME : Alice
            password:   with : colons # and more
              server  a4   [::1]:4
            SERVER b3 node.example.org:3
            Username:Bob
            Password:x
            CLUSTER: 0123456789abcdef0123456789ABCDEF
            server c2 localhost:2
            server d1 10.0.0.1:1
            telemetry: http://localhost:4317 grpc x-otlp-api-key=abc,other=d e
            """);

        Assert.Equal(
            [new(1, "d1", "10.0.0.1", 1), new(2, "c2", "localhost", 2), new(3, "b3", "node.example.org", 3), new NodeAddress(4, "a4", "::1", 4)],
            configuration.Nodes);
        Assert.Equal([new("Alice", "with : colons # and more"), new ConfiguredUser("Bob", "x")], configuration.Users);
        Assert.Equal(Guid.ParseExact("0123456789abcdef0123456789abcdef", "N"), configuration.Cluster);
        Assert.Equal(new TelemetryTarget(new Uri("http://localhost:4317"), "grpc", "x-otlp-api-key=abc,other=d e"), configuration.Telemetry);
    }

    [Fact]
    public void A_user_may_go_without_a_password()
    {
        var configuration = Parse($"Username: Bob\nUsername: Carol\nCluster: 0123456789abcdef0123456789abcdef\nPassword: of-carol\n{Whole}\nUsername: Dave");

        Assert.Equal(
            [new ConfiguredUser("Bob", null), new ConfiguredUser("Carol", "of-carol"), new ConfiguredUser("Alice", "SimplePassword"), new ConfiguredUser("Dave", null)], configuration.Users);
        Assert.True(configuration.HoldsSecrets);
        Assert.False((configuration with { Users = [new ConfiguredUser("Bob", null)] }).HoldsSecrets);
    }

    [Fact]
    public void A_server_may_have_its_certificate()
    {
        var configuration = Parse(Whole.Replace("127.0.0.1:10002", $"127.0.0.1:10002 {Pin}", StringComparison.Ordinal));

        Assert.Equal([null, Pin, null, null], configuration.Nodes.Select(node => node.Certificate?.ToString()));
    }

    [Theory]
    [InlineData("", TlsPolicy.Required)]
    [InlineData("Tls: on", TlsPolicy.Required)]
    [InlineData("TLS : Off", TlsPolicy.OffOnLoopback)]
    [InlineData("Tls: off\nTlsOffBeyondLoopback: false", TlsPolicy.OffOnLoopback)]
    [InlineData("TlsOffBeyondLoopback: true\nTls: off", TlsPolicy.Off)]
    [InlineData("TlsOffBeyondLoopback: true", TlsPolicy.Required)]
    public void Tls_is_on_unless_a_line_turns_it_off_and_a_second_one_allows_that_everywhere(string lines, TlsPolicy expected) =>
        Assert.Equal(expected, Parse($"{Whole}\n{lines}").Tls);

    // The faulty line stands before the whole, well-formed rest, so the line that is named is the one that was put in.
    [Theory]
    [InlineData("Server DFS1")]
    [InlineData("Server")]
    [InlineData("Server: DFS1 127.0.0.1:10001")]
    [InlineData("Server DFS1 127.0.0.1:10001 again")]
    [InlineData("Server DFS1 127.0.0.1:10001 sha256:00")]
    [InlineData($"Server DFS1 127.0.0.1:10001 {Pin} {Pin}")]
    [InlineData("Tls: no")]
    [InlineData("Tls off")]
    [InlineData("TlsOffBeyondLoopback: yes")]
    [InlineData("Server DFS 127.0.0.1:10001")]
    [InlineData("Server DFS5 127.0.0.1:10001")]
    [InlineData("Server DFS0 127.0.0.1:10001")]
    [InlineData("Server DFS1 127.0.0.1")]
    [InlineData("Server DFS1 127.0.0.1:")]
    [InlineData("Server DFS1 :10001")]
    [InlineData("Server DFS1 127.0.0.1:0")]
    [InlineData("Server DFS1 127.0.0.1:65536")]
    [InlineData("Server DFS1 127.0.0.1:+80")]
    [InlineData("Server DFS1 127.0.0.1:eighty")]
    [InlineData("Server DFS1 ::1:80")]
    [InlineData("Server DFS1 [::1:80")]
    [InlineData("Server DFS1 [not-an-address]:80")]
    [InlineData("Server DFS1 a/b:80")]
    [InlineData("Username Alice")]
    [InlineData("Username:")]
    [InlineData("Username: Alice Smith")]
    [InlineData("Username: ../alice")]
    [InlineData("Password: secret-text")]
    [InlineData("Password secret-text")]
    [InlineData("Cluster: 123")]
    [InlineData("Cluster 0123456789abcdef0123456789abcdef")]
    [InlineData("Telemetry: localhost:4317")]
    [InlineData("Telemetry:")]
    [InlineData("Telemetry: http://localhost:4317 http/json")]
    [InlineData("Pasword: secret-text")]
    [InlineData("secret-text")]
    public void A_malformed_line_is_named_by_its_number_and_never_repeated(string line)
    {
        var fault = Assert.Throws<ConfigurationException>(() => Parse($"# comment\n\n{line}\n{Whole}"));

        Assert.Equal(3, fault.Line);
        Assert.StartsWith("test.conf, line 3: expected ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-text", fault.Message, StringComparison.Ordinal);
    }

    // Here the fault only shows with what stood before it.
    [Theory]
    [InlineData("Server other1 127.0.0.1:9", "1 is already that of DFS1")]
    [InlineData("Username: Alice", "each user once")]
    [InlineData("Password: secret-text", "'Username: NAME' before this password")]
    [InlineData("Username: Bob\nUsername: Bob", "each user once", 8)]
    [InlineData("Username: Bob\nPassword:", "the password of Bob", 8)]
    [InlineData("Username: Bob\nPassword: x\nPassword: secret-text", "'Username: NAME' before this password", 9)]
    [InlineData("Cluster: 0123456789abcdef0123456789abcdef\nCluster: 0123456789abcdef0123456789abcdef", "once", 8)]
    [InlineData("Tls: off\nTls: on", "once", 8)]
    [InlineData("Telemetry: http://a\nTelemetry: http://b", "once", 8)]
    public void A_line_that_does_not_go_with_an_earlier_one_is_named(string lines, string expected, int number = 7)
    {
        var fault = Assert.Throws<ConfigurationException>(() => Parse($"{Whole}\n{lines}"));

        Assert.Equal(number, fault.Line);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-text", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 1, "number 1, 2, 3, 4")]
    [InlineData("Server DFS1 h:1\nServer DFS3 h:3\n", 2, "number 2, 4")]
    [InlineData("Server DFS1 h:1\nServer DFS2 h:2\nServer DFS3 h:3\nServer DFS4 h:4", 4, "'Username: NAME'")]
    [InlineData("Server DFS1 h:1\nUsername: Alice\n\n", 3, "number 2, 3, 4")]
    public void What_is_missing_at_the_end_is_said_with_the_last_line(string text, int line, string expected)
    {
        var fault = Assert.Throws<ConfigurationException>(() => Parse(text));

        Assert.Equal(line, fault.Line);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var hosts = Gen.OneOf<string>("127.0.0.1", "::1", "localhost", "node.example.org");
        var passwords = Gen.String[Gen.Char[' ', '\u2fff'], 1, 40]
            .Select(text => text.Trim()).Where(text => text.Length > 0 && !text.AsSpan().ContainsAny("\u0085\u2028\u2029"));
        var telemetry = Gen.OneOf<TelemetryTarget?>(
            null, new TelemetryTarget(new Uri("http://localhost:4317"), "grpc", null), new TelemetryTarget(new Uri("https://h:1/a"), "http/protobuf", "k=v, w=x y"));
        var pins = Gen.OneOf<CertificateFingerprint?>(null, CertificateFingerprint.TryParse(Pin));
        var policies = Gen.Enum<TlsPolicy>();
        Gen.Select(hosts.Array[4], Gen.Int[1, 65535].Array[4], passwords.Array[1, 4], Gen.OneOf<Guid?>(null, Guid.NewGuid()), telemetry, pins.Array[4], policies).Sample((host, port, password, cluster, target, pin, tls) =>
        {
            var written = new StoreConfiguration
            {
                Nodes = [.. Enumerable.Range(1, 4).Select(number => new NodeAddress(number, $"node{number}", host[number - 1], port[number - 1]) { Certificate = pin[number - 1] })],
                // Every second one goes without.
                Users = [.. password.Select((text, index) => new ConfiguredUser($"user{index}", index % 2 == 0 ? text : null))],
                Cluster = cluster,
                Tls = tls,
                Telemetry = target,
            };

            var read = Parse(ConfigurationText.Format(written, "a comment"));

            Assert.Equal(written.Nodes, read.Nodes);
            Assert.Equal(written.Users, read.Users);
            Assert.Equal(written.Cluster, read.Cluster);
            Assert.Equal(written.Tls, read.Tls);
            Assert.Equal(written.Telemetry, read.Telemetry);
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData(" leading")]
    [InlineData("trailing\t")]
    [InlineData("two\nlines")]
    public void A_password_that_would_be_read_back_differently_is_not_written(string password)
    {
        var configuration = Parse(Whole) with { Users = [new ConfiguredUser("Alice", password)] };

        var fault = Assert.Throws<ConfigurationException>(() => ConfigurationText.Format(configuration, "a comment"));

        Assert.Contains("Alice", fault.Message, StringComparison.Ordinal);
    }

    private static StoreConfiguration Parse(string text) => ConfigurationParser.Parse("test.conf", new StringReader(text));
}
