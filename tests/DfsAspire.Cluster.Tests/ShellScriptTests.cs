using System.Globalization;

namespace DfsAspire.Cluster.Tests;

/// <summary>The completion scripts in the shells that they are for, where these are installed.</summary>
public sealed class ShellScriptTests(TestCluster cluster) : ClusterTest(cluster)
{
    private static readonly string[] Names = ["report one.pdf", "it's $5.txt", "star[x]*.txt", "col:on=1.txt", "sub folder/inner.txt", "grün.txt"];

    // What is typed, and what the program is given then.
    private static readonly (string Typed, string Given)[] Lines =
    [
        ("dfs vers\t", "versions"),
        ("dfs --quiet get --rec\t", "--quiet|get|--recursive"),
        ("dfs get @/rep\t", "get|@/report one.pdf"),
        ("dfs get @/report\\ o\t", "get|@/report one.pdf"),
        ("dfs get \"@/report o\t", "get|@/report one.pdf"),
        ("dfs get '@/gr\t", "get|@/grün.txt"),
        ("dfs get @/it\t", "get|@/it's $5.txt"),
        ("dfs get @/star\t", "get|@/star[x]*.txt"),
        ("dfs get @/col\t", "get|@/col:on=1.txt"),
        ("dfs get @/col:\t", "get|@/col:on=1.txt"),
        ("dfs get @/sub\tinn\t", "get|@/sub folder/inner.txt"),
    ];

    [Theory]
    [InlineData("bash", "bash --norc --noprofile -i", "eval \"$(dfs completion bash)\"")]
    [InlineData("zsh", "zsh -f -i", "autoload -Uz compinit; compinit -D -u; source <(dfs completion zsh)")]
    public async Task Commands_options_and_paths_are_completed_at_a_terminal(string shell, string command, string setup)
    {
        SkipUnlessInstalled(shell);
        await PutAllAsync();
        using var real = new RealShell(Configuration());

        var (called, _) = await real.TypeAsync(command, setup, Lines.Select(line => Here(line.Typed)));

        Assert.Equal(Lines.Select(line => Here(line.Given)), called);
    }

    [Theory]
    [InlineData("bash", "bash --norc --noprofile -i", "eval \"$(dfs completion bash)\"")]
    [InlineData("zsh", "zsh -f -i", "autoload -Uz compinit; compinit -D -u; source <(dfs completion zsh)")]
    public async Task A_store_that_is_away_makes_no_noise_and_local_files_are_completed_all_the_same(string shell, string command, string setup)
    {
        SkipUnlessInstalled(shell);
        using var real = new RealShell("nothing of use");
        await File.WriteAllTextAsync(real.Local("local file"), "", Cancellation);

        // A path that is not known stays as it is typed; the bell is all that is heard.
        var (called, screen) = await real.TypeAsync(command, setup, ["dfs vers\t", "dfs get docs/rep\t", "dfs put loc\t"]);

        Assert.Equal(["versions", "get|docs/rep", "put|local file"], called);
        Assert.DoesNotContain("nothing of use", screen, StringComparison.Ordinal);
        Assert.DoesNotContain("dfs.conf", screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fish_offers_commands_options_and_paths()
    {
        SkipUnlessInstalled("fish");
        await PutAllAsync();
        using var real = new RealShell(Configuration());
        await File.WriteAllTextAsync(real.Local("local file"), "", Cancellation);

        async Task<string> OfferedAsync(string typed) => (await real.RunAsync(
            "fish", "--no-config", "-c", "dfs completion fish | source; complete -C $argv[1]", "--", Here(typed))).TrimEnd('\n');

        // fish puts quotes around what it inserts by itself.
        foreach (var (typed, given) in Lines.Where(line => line.Typed.IndexOf('\t', StringComparison.Ordinal) == line.Typed.Length - 1))
            Assert.Equal(Here(given).Split('|')[^1], await OfferedAsync(typed.TrimEnd('\t')));
        Assert.Equal(Here("@/sub folder/inner.txt"), await OfferedAsync("dfs get @/sub\\ folder/"));
        Assert.Equal("local file", await OfferedAsync("dfs put loc"));
        Assert.Equal("", await OfferedAsync("dfs get loc"));
        await File.WriteAllTextAsync(real.Local("dfs.conf"), "nothing of use", Cancellation);
        Assert.Equal("", await OfferedAsync("dfs get docs/rep"));
        Assert.Equal("versions", (await OfferedAsync("dfs vers")).Split('\t')[0]);
    }

    [Fact]
    public async Task PowerShell_offers_what_can_be_run_as_it_is()
    {
        SkipUnlessInstalled("pwsh");
        await PutAllAsync();
        using var real = new RealShell(Configuration());
        await File.WriteAllTextAsync(real.Local("local file"), "", Cancellation);
        var script = """
            dfs completion pwsh | Out-String | Invoke-Expression
            foreach ($typed in [IO.File]::ReadAllLines("$PWD/lines")) {
                $line = ''
                foreach ($piece in $typed.TrimEnd("`t").Split("`t")) {
                    $line += $piece
                    $found = TabExpansion2 -inputScript $line -cursorColumn $line.Length
                    $line = $line.Substring(0, $found.ReplacementIndex) + $found.CompletionMatches[0].CompletionText
                }
                Invoke-Expression $line
            }
            """;
        await File.WriteAllTextAsync(real.Local("type.ps1"), script, Cancellation);
        await File.WriteAllLinesAsync(real.Local("lines"), [.. Lines.Select(line => Here(line.Typed).Replace("\\ ", "` ", StringComparison.Ordinal)), "dfs put loc\t"], Cancellation);

        var said = await real.RunAsync("pwsh", "-NoProfile", "-NonInteractive", "-File", "type.ps1");

        Assert.Equal("", said);
        Assert.Equal([.. Lines.Select(line => Here(line.Given)), "put|./local file"], real.Called());
    }

    private static void SkipUnlessInstalled(string shell)
    {
        Assert.SkipUnless(RealShell.IsInstalled(shell), $"{shell} is not installed{(shell == "pwsh" ? "" : $": 'apt-get install {shell}' brings it")}.");
        Assert.SkipUnless(RealShell.IsInstalled("script"), "script, which gives a program a terminal, is not installed: it comes with util-linux.");
    }

    private string Here(string text) => text.Replace("@", Folder.Value, StringComparison.Ordinal);

    private async Task PutAllAsync()
    {
        var client = await ConnectAsync();
        foreach (var name in Names)
            await client.PutBytesAsync(In(name), [1]);
    }

    private string Configuration() => string.Join('\n',
    [
        .. Cluster.Addresses.Select(node => string.Create(CultureInfo.InvariantCulture, $"Server {node.Name} {node.Host}:{node.Port}")),
        "Username: alice", $"Password: {TestCluster.AlicePassword}", "",
    ]);
}
