using System.Text;
using DfsAspire.Protocol.Accounts;

namespace DfsAspire.Cluster.Tests;

/// <summary>No secret and no content is found where none belongs, however much the nodes log.</summary>
public sealed class SecretsTests(TalkativeCluster cluster) : ClusterTest(cluster), IClassFixture<TalkativeCluster>
{
    private const string Marker = "a marker in the content of a file that nobody else may read";

    [Fact]
    public async Task Neither_consoles_nor_volumes_nor_command_lines_hold_a_secret_or_a_content()
    {
        List<string> secrets = [TestCluster.AdministratorSecret, TestCluster.AlicePassword, TestCluster.BobPassword, TestCluster.ClusterSecret, TestCluster.SecretOf(1, 2), TestCluster.SecretOf(3, 4), Marker];
        var dfs = new ClientProcess(Local(), Cluster.Addresses);
        var file = Local("marked");
        await File.WriteAllTextAsync(file, Marker + new string('.', 100_000), Cancellation);
        var output = new StringBuilder();
        var commandLines = CommandLines.WatchAsync(Cancellation, out var enough);

        await RunAsync("put", file, $"{Folder}/marked");
        await RunAsync("get", $"{Folder}/marked", "-o", file + ".back");
        await RunAsync("list", Folder.Value);
        await RunAsync("get", $"{Folder}/nothing", "-o", file + ".none");
        await Assert.ThrowsAsync<DfsException>(() => Cluster.ConnectAsync("alice", TestCluster.BobPassword));
        Cluster.Kill(3);
        await RunAsync("put", file, $"{Folder}/marked again");
        await RunAsync("status");
        await Cluster.RestoreAsync();
        secrets.AddRange(await RecoverAsync());

        await enough.CancelAsync();
        await Cluster.StopAsync(TestCluster.Numbers);
        foreach (var secret in secrets.SelectMany(SecretForms.Of))
        {
            Assert.DoesNotContain(secret, output.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(secret, Cluster.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, await commandLines, StringComparison.Ordinal);
        }

        foreach (var path in TestCluster.Numbers.SelectMany(number => Directory.GetFiles(Cluster.VolumeOf(number), "*", SearchOption.AllDirectories)))
        {
            var bytes = await File.ReadAllBytesAsync(path, Cancellation);
            foreach (var secret in secrets)
                Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, $"{path} holds '{secret}'");
        }

        async Task RunAsync(params string[] arguments) => output.Append((await dfs.RunAsync(arguments)).Output);
    }

    // A recovery key is made, mistaken and used; it, the wrong one and the new password must not be found either.
    private async Task<IReadOnlyList<string>> RecoverAsync()
    {
        const string NewPassword = "a password after the recovery";
        var client = await ConnectAsync();
        var key = await client.MakeRecoveryKeyAsync(Cancellation);
        var wrong = string.Concat(key.Reverse());
        await Assert.ThrowsAsync<DfsException>(() => DfsClient.ConnectAsync(With(wrong), Cancellation));
        await using (var recovered = await DfsClient.ConnectAsync(With(key), Cancellation))
            await recovered.ChangePasswordAsync(NewPassword, Cancellation);
        return [key, key.Replace("-", "", StringComparison.Ordinal), wrong, NewPassword];

        DfsClientOptions With(string secret) => new() { Nodes = Cluster.Addresses, User = "alice", Password = secret, With = AccessKind.Recovery };
    }
}

/// <summary>A cluster whose nodes log all that they can.</summary>
public sealed class TalkativeCluster() : TestCluster(new Dictionary<string, string> { ["Logging__LogLevel__Default"] = "Trace" });
