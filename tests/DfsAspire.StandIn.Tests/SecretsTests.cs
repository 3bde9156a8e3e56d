using System.Text.Json;
using Xunit;

namespace DfsAspire.StandIn.Tests;

/// <summary>Secrets are made up once, kept outside the repository for the user alone, and given to those who need them.</summary>
public sealed class SecretsTests : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("dfs-standin-");

    private string SecretsFile => Path.Combine(_home.FullName, ".microsoft", "usersecrets", "dfsaspire-apphost", "secrets.json");

    [Fact]
    public async Task The_second_run_has_the_secrets_of_the_first()
    {
        Built.NeedsStandInOnLinux();
        var first = await RunAndReadClusterSecretAsync();
        var kept = await File.ReadAllTextAsync(SecretsFile, Built.Deadline);
        var second = await RunAndReadClusterSecretAsync();

        Assert.Equal(first, second);
        Assert.Equal(kept, await File.ReadAllTextAsync(SecretsFile, Built.Deadline));
        var secrets = JsonSerializer.Deserialize<Dictionary<string, string>>(kept)!;
        Assert.Equal(first, secrets["Parameters:cluster-secret"]);
        Assert.Equal(
            [
                "Parameters:admin-secret", "Parameters:alice-password", "Parameters:bob-password", "Parameters:cluster-secret",
                "Parameters:node1-node2-secret", "Parameters:node1-node3-secret", "Parameters:node1-node4-secret",
                "Parameters:node2-node3-secret", "Parameters:node2-node4-secret", "Parameters:node3-node4-secret",
            ],
            secrets.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(10, secrets.Values.Distinct().Count());
        Assert.All(secrets.Values, secret => Assert.True(secret.Length >= 32));
    }

    [Fact]
    public async Task Only_the_user_can_read_the_kept_secrets()
    {
        Built.NeedsStandInOnLinux();
        await RunAndReadClusterSecretAsync();
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SecretsFile));
    }

    [Fact]
    public async Task A_node_is_not_told_what_the_AppHost_was_told_about_itself_and_no_secret_is_on_a_command_line()
    {
        Built.NeedsStandInOnLinux();
        await using var appHost = await AppHostProcess.StartAsync(_home.FullName, Built.Deadline);
        var node = Processes.EnvironmentOf(appHost.FindNode(1));
        Assert.DoesNotContain("DOTNET_ENVIRONMENT", node.Keys);
        Assert.DoesNotContain("ASPNETCORE_ENVIRONMENT", node.Keys);
        Assert.NotEqual("http://localhost:15888", node["ASPNETCORE_URLS"]);
        Assert.Equal(Path.Combine(_home.FullName, "data", "node1"), node["Dfs__Volume"]);

        var secrets = JsonSerializer.Deserialize<Dictionary<string, string>>(await File.ReadAllTextAsync(SecretsFile, Built.Deadline))!;
        // What it shares with each other node, and nothing of what the others share.
        Assert.Equal(
            [secrets["Parameters:node1-node2-secret"], secrets["Parameters:node1-node3-secret"], secrets["Parameters:node1-node4-secret"]],
            new[] { 2, 3, 4 }.Select(other => node[$"Dfs__PeerSecrets__{other}"]));
        Assert.DoesNotContain(secrets["Parameters:node2-node3-secret"], node.Values);
        foreach (var process in appHost.Descendants.Append(appHost.Id))
        {
            var line = await File.ReadAllTextAsync($"/proc/{process}/cmdline", Built.Deadline);
            Assert.All(secrets.Values, secret => Assert.DoesNotContain(secret, line, StringComparison.Ordinal));
        }
        Processes.Signal(appHost.Id, Processes.SigTerm);
        await appHost.ExitAsync(Built.Deadline);
    }

    public void Dispose() => _home.Delete(recursive: true);

    private async Task<string> RunAndReadClusterSecretAsync()
    {
        await using var appHost = await AppHostProcess.StartAsync(_home.FullName, Built.Deadline);
        var secret = Processes.EnvironmentOf(appHost.FindNode(1))["Dfs__ClusterSecret"];
        Processes.Signal(appHost.Id, Processes.SigTerm);
        await appHost.ExitAsync(Built.Deadline);
        return secret;
    }
}
