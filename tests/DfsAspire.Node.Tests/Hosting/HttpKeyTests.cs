using System.Diagnostics;
using System.Reflection;
using DfsAspire.Node.Tests.Sessions;

namespace DfsAspire.Node.Tests.Hosting;

/// <summary><c>DfsAspire.Node http-key</c>, as a process of its own, and what the pages say to do with it.</summary>
public sealed class HttpKeyTests
{
    private const string Marker = "<!-- The commands of this block are run by a test. -->\n```sh\n";
    private const int RefusedSettings = 2;

    // HKDF-SHA256 (RFC 5869) of RunningNode.Secret, computed outside the program.
    private const string Key = "87AAC13AD030AB8DC7672F79BF1CBD868222B2C51A62607838E31560324922B1";

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "DfsAspire.Node.dll");
    private static readonly string Dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
    private static readonly string Root = typeof(HttpKeyTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_prints_the_key_of_the_secret_in_the_environment() => Assert.Equal((0, Key + Environment.NewLine, ""), await RunAsync(RunningNode.Secret, "http-key"));

    [Theory]
    [InlineData(null)]
    [InlineData("too short")]
    public async Task Without_a_secret_it_says_which_setting_is_lacking_and_prints_nothing(string? secret)
    {
        var (code, output, error) = await RunAsync(secret, "http-key");

        Assert.Equal((RefusedSettings, ""), (code, output));
        Assert.Contains("Dfs__ClusterSecret", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    [Fact]
    public async Task A_secret_on_the_command_line_is_refused_and_not_repeated()
    {
        const string Secret = "a-secret-that-everybody-can-read";

        var (code, output, error) = await RunAsync(RunningNode.Secret, "http-key", $"--Dfs:ClusterSecret={Secret}");

        Assert.Equal((RefusedSettings, ""), (code, output));
        Assert.Single(error.Trim().Split('\n'));
        Assert.DoesNotContain(Secret, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_there_is_not_starts_no_node()
    {
        var (code, output, error) = await RunAsync(RunningNode.Secret, "http-kye");

        Assert.Equal((RefusedSettings, ""), (code, output));
        Assert.Contains("http-key", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_commands_of_the_page_drain_repair_and_scrub_a_node()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/curl"), "There is no curl.");
        var page = await File.ReadAllTextAsync(Path.Combine(Root, "docs", "operations.md"), Cancel);
        var start = page.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length;
        var script = page[start..page.IndexOf("```", start, StringComparison.Ordinal)];
        // Everybody on the machine can read the command line of a program; printf is the shell's own.
        Assert.DoesNotMatch("curl.*KEY", script);
        await using var node = await RunningNode.StartAsync();
        var example = await File.ReadAllTextAsync(Path.Combine(Root, "deploy", "systemd", "node.env.example"), Cancel);
        var settings = Path.Combine(node.VolumePath, "..", "node.env");
        await File.WriteAllTextAsync(settings, example.Replace("Dfs__ClusterSecret=", $"Dfs__ClusterSecret=\"{RunningNode.Secret}\"", StringComparison.Ordinal), Cancel);
        var here = script
            .Replace("/etc/dfs/node.env", $"'{settings}'", StringComparison.Ordinal)
            .Replace("/opt/dfs/node/DfsAspire.Node", $"'{Dotnet}' exec '{Program}'", StringComparison.Ordinal)
            .Replace("http://127.0.0.1:8080/", node.Http.AbsoluteUri, StringComparison.Ordinal);

        var (code, output, error) = await RunAsync(new ProcessStartInfo("/bin/sh", ["-e", "-c", here]));

        Assert.True(code == 0, output + error);
        Assert.Equal(
            ["Drained: nothing is written to it any more. Stop it when you like.", "It takes writes again.", "Done: 0 parts missing, 0 damaged.", "Done: 0 parts missing, 0 damaged."],
            output.Trim().Split('\n'));
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(string? secret, params string[] arguments)
    {
        var start = new ProcessStartInfo(Dotnet, ["exec", Program, .. arguments]);
        start.Environment["Dfs__ClusterSecret"] = secret;
        return RunAsync(start);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        start.Environment["no_proxy"] = "*";
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(Cancel);
            var error = process.StandardError.ReadToEndAsync(Cancel);
            await process.WaitForExitAsync(Cancel);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
