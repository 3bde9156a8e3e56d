using DfsAspire.Client.Hosting;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Lines;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DfsAspire.Client.Tests.Hosting;

public sealed class SettingsTests
{
    private const string Nodes = "10.0.0.1:10001,10.0.0.2:10002,[::1]:10003,localhost:10004";
    private static readonly string Certificate = $"sha256:{new string('a', 64)}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connection_string_says_everything()
    {
        var settings = Read(("ConnectionStrings:dfs", $"Nodes={Nodes};User=alice;Password='a;b\"c = d';Cluster=9a366a9cdaeb4af3a3114ebecf32c8ab;Tls=off"));

        var options = await OptionsAsync(settings);

        Assert.Equal([("10.0.0.1", 10001), ("10.0.0.2", 10002), ("::1", 10003), ("localhost", 10004)], options.Nodes.Select(node => (node.Host, node.Port)));
        Assert.Equal([1, 2, 3, 4], options.Nodes.Select(node => node.Number));
        Assert.Equal(("alice", "a;b\"c = d"), (options.User, options.Password));
        Assert.Equal(Guid.Parse("9a366a9cdaeb4af3a3114ebecf32c8ab"), options.Cluster);
        Assert.Equal(TlsPolicy.OffOnLoopback, options.Tls);
    }

    [Fact]
    public void A_password_may_be_escaped()
    {
        const string Password = "a;b=\"c\" 'd' %20 ü";

        Assert.Equal(Password, Read(("ConnectionStrings:dfs", $"User=alice;EscapedPassword={Uri.EscapeDataString(Password)}")).Password);
    }

    [Fact]
    public async Task Certificates_are_pinned_behind_their_nodes()
    {
        var settings = Read(("Dfs:Client:Nodes", $"a:1 {Certificate}, b:2, c:3, d:4"), ("Dfs:Client:User", "alice"), ("Dfs:Client:Password", "secret"));

        var options = await OptionsAsync(settings);

        Assert.Equal([Certificate, null, null, null], options.Nodes.Select(node => node.Certificate?.ToString()));
        Assert.Equal(TlsPolicy.Required, options.Tls);
    }

    [Fact]
    public void What_is_nearer_to_the_store_wins_and_the_program_has_the_last_word()
    {
        (string, string)[] given =
        [
            ("Dfs:Client:User", "of-all"), ("Dfs:Client:Password", "of all"), ("Dfs:Client:ResumeDirectory", "/resume"), ("Dfs:Client:DisableTracing", "true"),
            ("Dfs:Client:dfs:User", "of-this"), ("Dfs:Client:dfs:Password", "of this"), ("Dfs:Client:other:User", "of-another"),
            ("ConnectionStrings:dfs", "Password=of the connection string"),
        ];

        var settings = Read(given);
        var said = Read(settings => settings.User = "of-the-program", given);

        Assert.Equal(("of-this", "of the connection string", "/resume", true), (settings.User, settings.Password, settings.ResumeDirectory, settings.DisableTracing));
        Assert.Equal(("of-the-program", "of the connection string"), (said.User, said.Password));
    }

    [Fact]
    public async Task A_connection_string_from_the_program_counts()
    {
        var settings = Read(settings => settings.ConnectionString = $"Nodes={Nodes};User=bob;Password=secret", ("ConnectionStrings:dfs", "User=alice"));

        Assert.Equal("bob", (await OptionsAsync(settings)).User);
    }

    [Theory]
    [InlineData("User=alice", "Password of the store 'dfs' is missing")]
    [InlineData("Password=hush-hush", "User of the store 'dfs' is missing")]
    [InlineData("User=no/name;Password=hush-hush", "no name that a user can have")]
    [InlineData("User=alice;Password=hush-hush;Nodes=a:1,b:2,c:3", "four of them are expected")]
    [InlineData("User=alice;Password=hush-hush;Nodes=a:1,b:2,c:3,d", "four of them are expected")]
    [InlineData("User=alice;Password=hush-hush;Nodes=a:1 sha256:12,b:2,c:3,d:4", "four of them are expected")]
    [InlineData("User=alice;Password=hush-hush;Tls=perhaps", "Tls of the store 'dfs' is 'on', 'off'")]
    public void What_is_missing_or_malformed_is_named_when_the_client_is_asked_for(string connectionString, string expected)
    {
        var builder = Builder(("ConnectionStrings:dfs", connectionString));
        builder.AddDfsClient("dfs");
        using var host = builder.Build();

        var fault = Assert.Throws<InvalidOperationException>(host.Services.GetRequiredService<DfsClient>);

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("User=alice;Password='hush-hush")]
    [InlineData("hush-hush")]
    [InlineData("User=alice;Pasword=hush-hush")]
    [InlineData("User=alice;Password=hush-hush;Cluster=12")]
    public void A_malformed_connection_string_is_refused_and_its_password_not_repeated(string connectionString)
    {
        var fault = Assert.Throws<InvalidOperationException>(() => Builder(("ConnectionStrings:dfs", connectionString)).AddDfsClient("dfs"));

        Assert.Contains("cannot be read", fault.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hush", fault.ToString(), StringComparison.Ordinal);
    }

    private static Task<DfsClientOptions> OptionsAsync(DfsClientSettings settings) =>
        new DfsClientOptionsFinder("dfs", settings, new ConfigurationBuilder().Build(), TimeProvider.System).FindAsync(Cancellation);

    private static DfsClientSettings Read(params (string Name, string Value)[] given) => Read(_ => { }, given);

    private static DfsClientSettings Read(Action<DfsClientSettings> configure, params (string Name, string Value)[] given)
    {
        DfsClientSettings? read = null;
        Builder(given).AddDfsClient("dfs", settings =>
        {
            configure(settings);
            read = settings;
        });
        return read!;
    }

    private static HostApplicationBuilder Builder(params (string Name, string Value)[] given)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(given.Select(setting => KeyValuePair.Create<string, string?>(setting.Name, setting.Value)));
        return builder;
    }
}
