using System.Text;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;
using DfsAspire.Protocol.Telemetry;
using Xunit;

namespace DfsAspire.EndToEnd.Tests;

/// <summary>What the store reports of itself and shows of itself holds none of its secrets.</summary>
public sealed class SecretsTests(RunningStore store)
{
    [Fact]
    public async Task Neither_traces_nor_logs_nor_metrics_nor_command_lines_hold_a_secret()
    {
        var path = StorePath.Parse("secrets.txt");
        const string Marker = "nobody but alice may read this line";
        using var local = new LocalFiles();
        await File.WriteAllTextAsync(local["file"], Marker, RunningStore.Deadline);
        string content;
        await using (var client = await StoreUser.ConnectAsync(store))
        {
            content = (await client.PutFileAsync(path, local["file"], progress: null, RunningStore.Deadline)).Content.ToString();
            await client.GetFileAsync(path, local["copy"], progress: null, RunningStore.Deadline);
            await Assert.ThrowsAsync<DfsException>(() => client.GetFileAsync(StorePath.Parse("nothing"), local["none"], progress: null, RunningStore.Deadline));
        }

        await store.Telemetry.WaitForAsync(
            "A node's span of the GET",
            spans => spans.FirstOrDefault(span => span.IsAbout("send part") && Equals(span[DfsTelemetry.Content], content)),
            RunningStore.Deadline);

        string[] secrets = [store.AdministratorSecret, store.ClusterSecret, .. store.PairSecrets.Values, store.AlicePassword, store.BobPassword, Marker];
        foreach (var secret in secrets)
        {
            var bytes = Encoding.UTF8.GetBytes(secret);
            Assert.All(store.Telemetry.Reports, report => Assert.True(report.AsSpan().IndexOf(bytes) < 0, "a report holds a secret"));
            Assert.All(CommandLines(), line => Assert.DoesNotContain(secret, line, StringComparison.Ordinal));
        }
    }

    private static List<string> CommandLines()
    {
        var lines = new List<string>();
        foreach (var file in Directory.Exists("/proc") ? Directory.GetDirectories("/proc").Select(process => Path.Combine(process, "cmdline")) : [])
        {
            try
            {
                if (File.Exists(file))
                    lines.Add(File.ReadAllText(file));
            }
            catch (IOException)
            {
                // The process has ended.
            }
        }

        return lines;
    }
}
