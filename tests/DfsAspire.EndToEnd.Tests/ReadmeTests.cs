using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace DfsAspire.EndToEnd.Tests;

/// <summary>Every command of the README, run as it stands there and in its order, with nodes stopped where it says so.</summary>
public sealed class ReadmeTests(RunningStore store)
{
    private const int Refused = 3;

    // What the README starts with 'dotnet run' was built before the tests were.
    private const string Shell = """
        dotnet() {
          if [ "$1 $2 $3" != "run --project DfsAspire.Client" ]; then echo "no test runs: dotnet $*" >&2; return 99; fi
          shift 3
          if [ "$1" = -- ]; then shift; fi
          command "$DOTNET_PROGRAM" exec "$DFS_PROGRAM" "$@"
        }

        """;

    [Fact]
    public async Task What_the_readme_says_works()
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "The README's commands are those of a Unix shell.");
        var blocks = Readme.Commands();
        Assert.Equal(["Start it", "Start it", "Get it back", "Get it back", "Lose a node", "Without the command line", "Working on it"], blocks.Select(block => block.Heading));
        // The first is how the store of this test was started, the last runs it. The first and the second are what a stranger types: one command each.
        Assert.Equal(("dotnet run --project DfsAspire.AppHost", "dotnet test"), (blocks[0].Commands, blocks[^1].Commands));
        Assert.DoesNotContain('\n', blocks[1].Commands);
        using var local = new LocalFiles();
        foreach (var name in (string[])["README.md", "LICENSE"])
            File.Copy(Path.Combine(Readme.Root, name), local[name]);

        Assert.Contains("put docs/README.md", await SucceedsAsync(local, blocks[1].Commands), StringComparison.Ordinal);
        await SucceedsAsync(local, blocks[2].Commands);
        Assert.Contains("README.md", await SucceedsAsync(local, blocks[3].Commands, "LIST docs/\nHELP\nQUIT\n"), StringComparison.Ordinal);
        await LosingNodesAsync(local, blocks[4].Commands);

        await File.WriteAllTextAsync(local[".curlrc"], $"user = \"alice:{store.AlicePassword}\"\n", RunningStore.Deadline);
        var port = store.Application.GetEndpoint("client", "http").Port.ToString(CultureInfo.InvariantCulture);
        await SucceedsAsync(local, blocks[5].Commands.Replace("PORT", port, StringComparison.Ordinal).Replace("curl -u alice ", "curl --fail ", StringComparison.Ordinal));
    }

    [Fact]
    public void What_dfs_is_stands_before_its_first_command()
    {
        var text = File.ReadAllText(Path.Combine(Readme.Root, "README.md"));
        var explained = text.IndexOf("`dfs` is short for `dotnet run --project DfsAspire.Client --`", StringComparison.Ordinal);

        Assert.InRange(explained, 0, Regex.Match(text, "`dfs [a-z]").Index);
    }

    private async Task LosingNodesAsync(LocalFiles local, string commands)
    {
        var (get, put) = commands.Split('\n') is [var first, var second] ? (first, second) : throw new InvalidDataException("The README loses a node with another number of commands.");
        List<string> stopped = [];
        try
        {
            await StopAsync("node4");
            Assert.Contains("node4", await SucceedsAsync(local, get), StringComparison.Ordinal);
            Assert.Contains("node4", await SucceedsAsync(local, put), StringComparison.Ordinal);

            await StopAsync("node2");
            await SucceedsAsync(local, get);
            Assert.Equal(Refused, (await RunAsync(local, put, "")).ExitCode);

            await StopAsync("node3");
            File.Delete(local["copy.md"]);
            var incomplete = await RunAsync(local, get, "");
            Assert.NotEqual(0, incomplete.ExitCode);
            Assert.Contains("File is incomplete.", incomplete.Error, StringComparison.Ordinal);
            Assert.False(File.Exists(local["copy.md"]));
            var list = await SucceedsAsync(local, "dotnet run --project DfsAspire.Client -- list docs/");
            Assert.Contains("README.md [incomplete]", list, StringComparison.Ordinal);
        }
        finally
        {
            // All at once: a node that starts asks others what it has missed.
            await Task.WhenAll(stopped.Select(store.StartAsync));
        }

        await SucceedsAsync(local, get);
        Assert.Equal(await File.ReadAllBytesAsync(local["README.md"], RunningStore.Deadline), await File.ReadAllBytesAsync(local["copy.md"], RunningStore.Deadline));

        async Task StopAsync(string node)
        {
            await store.StopAsync(node);
            stopped.Add(node);
        }
    }

    private async Task<string> SucceedsAsync(LocalFiles local, string commands, string input = "")
    {
        var run = await RunAsync(local, commands, input);
        Assert.True(run.ExitCode == 0, $"{commands}\nended with {run.ExitCode}: {run.Error}");
        return run.Output + run.Error;
    }

    private async Task<DfsProgramRun> RunAsync(LocalFiles local, string commands, string input)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-e", "-c", Shell + commands]) { WorkingDirectory = local.FullName };
        start.Environment["DOTNET_PROGRAM"] = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        start.Environment["DFS_PROGRAM"] = DfsProgram.Assembly;
        start.Environment["DFS_CONFIG"] = Path.Combine(store.Data, "dfs.conf");
        start.Environment["no_proxy"] = "*";
        // curl asks for the password otherwise.
        start.Environment["CURL_HOME"] = local.FullName;
        return await DfsProgram.RunAsync(start, input, RunningStore.Deadline);
    }
}
