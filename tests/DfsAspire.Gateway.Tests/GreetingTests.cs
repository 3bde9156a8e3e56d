using DfsAspire.Client.Gateway;
using DfsAspire.Client.Shell.Configuration;
using DfsAspire.Protocol.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace DfsAspire.Gateway.Tests;

/// <summary>What the worker puts into its user's files: nothing, unless it is told to.</summary>
public sealed class GreetingTests(TestCluster cluster) : ClusterTest(cluster)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly StorePath Greeting = StorePath.Parse("hello/from-the-worker.txt");

    [Fact]
    public async Task The_worker_puts_nothing_into_anybodys_files_unless_it_is_told_to()
    {
        var user = await OwnUser.AddAsync(Cluster);
        var file = Local();
        await using (var silent = await StartAsync(user, file, isGreeting: false))
        {
            await Eventually.TrueAsync("the connection file is written", Patience, () => Task.FromResult(File.Exists(file)));
            // Logging in takes longer than a greeting, which comes right behind the file.
            using var page = await PageClient.LogInAsync(silent.Root, user.Name, user.Password);
            Assert.Contains("Nothing is in this folder yet", await page.GetTextAsync("/files/"), StringComparison.Ordinal);
        }

        await using var store = await Cluster.ConnectAsync(user.Name, user.Password);
        await using var greeting = await StartAsync(user, Local(), isGreeting: true);
        await Eventually.TrueAsync("the worker has greeted", Patience, async () => await store.StatAsync(Greeting, Cancellation) is not null);
    }

    [Fact]
    public async Task A_greeting_that_is_refused_keeps_the_worker_from_nothing_else()
    {
        Assert.SkipWhen(OperatingSystem.IsMacOS(), "No TLS 1.3 here.");
        var user = await OwnUser.AddAsync(Cluster, new Quota(Bytes: 1, Files: null));
        var file = Local();
        await using var gateway = await StartAsync(user, file, isGreeting: true);
        await Eventually.TrueAsync("the connection file is written", Patience, () => Task.FromResult(File.Exists(file)));
        var before = ConfigurationFile.Read(file).Nodes[2].Certificate;

        await Cluster.StopAsync(3);
        File.Delete(Path.Combine(Cluster.VolumeOf(3), ".dfs", "tls.pem"));
        await Cluster.RestoreAsync();

        var worker = gateway.Services.GetRequiredService<StoreConnection>().Client!;
        await Eventually.TrueAsync("the connection file names the new certificate", Patience, async () =>
        {
            await worker.GetStatusAsync(Cancellation);
            return ConfigurationFile.Read(file).Nodes[2].Certificate is { } now && now != before;
        });
        Assert.Null(await worker.StatAsync(Greeting, Cancellation));
    }

    private Task<RunningGateway> StartAsync(OwnUser user, string file, bool isGreeting) => RunningGateway.StartAsync(Cluster.Addresses, new Dictionary<string, string?>
    {
        ["Dfs:User"] = user.Name,
        ["Dfs:Password"] = user.Password,
        ["Dfs:ConnectionFile"] = file,
        ["Dfs:Greeting"] = isGreeting ? "true" : null,
    });
}
