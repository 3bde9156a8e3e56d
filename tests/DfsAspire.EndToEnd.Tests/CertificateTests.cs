using DfsAspire.Client.Shell.Configuration;
using Xunit;

namespace DfsAspire.EndToEnd.Tests;

/// <summary>The file through which the command line finds the store names the nodes' certificates, also after one of them got another one.</summary>
public sealed class CertificateTests(RunningStore store)
{
    private const string Replaced = "node3";

    [Fact]
    public async Task The_connection_file_names_the_certificates_and_follows_a_replaced_volume()
    {
        Assert.SkipWhen(OperatingSystem.IsMacOS(), "No TLS 1.3 here.");
        await WaitForAsync(nodes => nodes.All(node => node is not null));
        var before = Certificates();

        await store.StopAsync(Replaced);
        // As after the loss of a volume, without its parts having to be copied again.
        File.Delete(Path.Combine(store.Data, Replaced, ".dfs", "tls.pem"));
        await store.StartAsync(Replaced);

        await WaitForAsync(nodes => nodes[2] is { } now && now != before[2]);
        Assert.Equal([before[0], before[1], before[3]], Certificates().Where((_, index) => index != 2));
        var status = await DfsProgram.RunAsync(store.Data, ["status", "--config", ConnectionFile], RunningStore.Deadline);
        Assert.Contains($"certificate {Certificates()[2]}", status.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("away", status.Output, StringComparison.Ordinal);
    }

    private string ConnectionFile => Path.Combine(store.Data, ConfigurationFile.Name);

    private IReadOnlyList<string?> Certificates() => [.. ConfigurationFile.Read(ConnectionFile).Nodes.Select(node => node.Certificate?.ToString())];

    private async Task WaitForAsync(Predicate<IReadOnlyList<string?>> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!condition(Certificates()))
            await timer.WaitForNextTickAsync(RunningStore.Deadline);
    }
}
