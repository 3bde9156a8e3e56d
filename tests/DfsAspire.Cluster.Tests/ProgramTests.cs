using System.Globalization;
using System.Text;
using DfsAspire.Protocol.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace DfsAspire.Cluster.Tests;

/// <summary>A .NET program that gets its client from <c>AddDfsClient</c>.</summary>
public sealed class ProgramTests(TestCluster cluster) : ClusterTest(cluster)
{
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("from a program");

    [Fact]
    public async Task The_client_logs_in_with_its_first_command()
    {
        using var host = await StartAsync(builder => builder.AddDfsClient("dfs"), ("ConnectionStrings:dfs", ConnectionString("alice")));
        var client = host.Services.GetRequiredService<DfsClient>();
        Assert.Equal("alice", client.User);
        Assert.Contains("has not logged in yet", Assert.Throws<InvalidOperationException>(() => client.Cluster).Message, StringComparison.Ordinal);

        // Two at once: they share one log-in.
        await Task.WhenAll(client.PutBytesAsync(In("one"), Content), client.PutBytesAsync(In("two"), Content));

        Assert.NotEqual(Guid.Empty, client.Cluster);
        Assert.Equal(Content, (await client.GetAllAsync(In("two"))).Content);
    }

    [Fact]
    public async Task Nodes_that_are_not_named_are_found_by_service_discovery()
    {
        var settings = Cluster.Addresses.Select(node => ($"services:node{node.Number}:dfs:0", string.Create(CultureInfo.InvariantCulture, $"tcp://{node.Host}:{node.Port}")));
        using var host = await StartAsync(
            builder => builder.AddDfsClient("dfs"),
            [.. settings, ("ConnectionStrings:dfs", "User=alice"), ("Dfs:Client:dfs:Password", TestCluster.AlicePassword)]);

        var receipt = await host.Services.GetRequiredService<DfsClient>().PutBytesAsync(In("found"), Content);

        Assert.Equal(4, receipt.Nodes.Count);
    }

    [Fact]
    public async Task Two_users_are_two_clients_with_keys()
    {
        using var host = await StartAsync(
            builder =>
            {
                builder.AddKeyedDfsClient("mine");
                builder.AddKeyedDfsClient("yours");
            },
            ("ConnectionStrings:mine", ConnectionString("alice")), ("ConnectionStrings:yours", ConnectionString("bob")));
        var mine = host.Services.GetRequiredKeyedService<DfsClient>("mine");
        var yours = host.Services.GetRequiredKeyedService<DfsClient>("yours");

        await mine.PutBytesAsync(In("secret"), Content);

        Assert.NotNull(await mine.StatAsync(In("secret"), Cancellation));
        Assert.Null(await yours.StatAsync(In("secret"), Cancellation));
        var health = await HealthAsync(host);
        Assert.Equal(["Dfs_mine", "Dfs_yours"], health.Entries.Keys.Order());
        Assert.Equal(HealthStatus.Healthy, health.Status);
    }

    [Fact]
    public async Task Health_asks_the_nodes_and_a_log_in_that_failed_is_tried_again()
    {
        using var host = await StartAsync(builder => builder.AddDfsClient("dfs"), ("ConnectionStrings:dfs", ConnectionString("alice")));
        await Cluster.StopAsync(1, 2, 3, 4);
        var away = await HealthAsync(host);
        Assert.Equal(HealthStatus.Unhealthy, away.Status);
        Assert.Contains("No node of the store can be reached", away.Entries["Dfs"].Description, StringComparison.Ordinal);

        await Cluster.RestoreAsync();
        Assert.Equal(HealthStatus.Healthy, (await HealthAsync(host)).Status);

        await Cluster.StopAsync(1, 3);
        var half = await HealthAsync(host);
        Assert.Equal(HealthStatus.Degraded, half.Status);
        Assert.StartsWith("2 of 4 nodes answer", half.Entries["Dfs"].Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_disabled_is_not_there()
    {
        using (var host = await StartAsync(builder => builder.AddDfsClient("dfs"), ("ConnectionStrings:dfs", ConnectionString("alice"))))
            Assert.True(DfsTelemetry.Source.HasListeners());
        using (var host = await StartAsync(
            builder => builder.AddDfsClient("dfs"), ("ConnectionStrings:dfs", ConnectionString("alice")), ("Dfs:Client:DisableTracing", "true"), ("Dfs:Client:dfs:DisableHealthChecks", "true")))
        {
            Assert.False(DfsTelemetry.Source.HasListeners());
            Assert.Null(host.Services.GetService<HealthCheckService>());
        }
    }

    private string ConnectionString(string user)
    {
        var nodes = Cluster.Addresses.Select(node => string.Create(CultureInfo.InvariantCulture, $"{node.Host}:{node.Port}"));
        var password = user == "alice" ? TestCluster.AlicePassword : TestCluster.BobPassword;
        return $"Nodes={string.Join(',', nodes)};User={user};Password=\"{password}\"";
    }

    private static async Task<IHost> StartAsync(Action<IHostApplicationBuilder> configure, params (string Name, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Name, setting.Value)));
        configure(builder);
        var host = builder.Build();
        await host.StartAsync(Cancellation);
        return host;
    }

    private static Task<HealthReport> HealthAsync(IHost host) => host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation);
}
