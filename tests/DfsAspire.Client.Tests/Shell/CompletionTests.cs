using DfsAspire.Client.Shell;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Tests.Shell;

public sealed class CompletionTests : IDisposable
{
    private readonly ShellHarness _shell = new();

    [Theory]
    [InlineData("ver", "verify versions")]
    [InlineData("us", "user")]
    [InlineData("l", "list ls")]
    [InlineData("ls --js", "--json")]
    [InlineData("user rot", "rotate-key")]
    [InlineData("get --ver", "--version")]
    [InlineData("put --rec", "--recursive")]
    [InlineData("nonsense ", "")]
    [InlineData("--con", "--config")]
    [InlineData("--user bob -q ver", "verify versions")]
    [InlineData("--config other.conf user rot", "rotate-key")]
    [InlineData("completion z", "zsh")]
    [InlineData("get a --version 3", "")]
    [InlineData("rm -- --rec", "")]
    public async Task Commands_and_options_are_completed(string line, string expected)
    {
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), await CompleteAsync(line));
    }

    [Fact]
    public async Task Paths_of_the_store_are_completed_where_one_is_wanted()
    {
        _shell.Store.Listing = new FolderListing
        {
            Folder = StorePath.Parse("docs"),
            Entries = [Entry("docs/report one.pdf", false), Entry("docs/reports", true), Entry("docs/other", false)],
        };

        Assert.Equal(["docs/report one.pdf", "docs/reports/"], await CompleteAsync("get docs/rep"));
        Assert.Equal(["docs/report one.pdf", "docs/reports/"], await CompleteAsync("ls docs/rep"));
        Assert.Equal(["docs/reports/"], await CompleteAsync("put a --to docs/reports"));
        Assert.Equal(["dfs:docs/reports/"], await CompleteAsync("sync photos dfs:docs/reports"));
    }

    [Theory]
    [InlineData("put docs/rep")]
    [InlineData("get docs/report -o ")]
    [InlineData("--config ")]
    [InlineData("sync photos docs/rep")]
    [InlineData("recover /mn")]
    public async Task A_local_file_is_left_to_the_shell(string line)
    {
        Assert.Equal(ExitCode.Failed, await _shell.RunAsync(["complete", "--", .. line.Split(' ')]));
        Assert.Empty(_shell.Out);
        Assert.Empty(_shell.LogIns);
    }

    [Fact]
    public async Task The_store_that_is_asked_is_the_one_that_was_typed()
    {
        await CompleteAsync("--user Bob get docs/rep");
        Assert.Equal("Bob", Assert.Single(_shell.LogIns).User);
    }

    [Fact]
    public async Task Without_a_store_or_a_configuration_there_is_no_noise_and_commands_are_completed_all_the_same()
    {
        _shell.LogInFault = new DfsException(DfsFault.QuorumRefused, "Too few nodes.");
        Assert.Empty(await CompleteAsync("get docs/rep"));
        Assert.Empty(await CompleteAsync("--config nowhere.conf get docs/rep"));
        Assert.Equal(["versions"], await CompleteAsync("--config nowhere.conf vers"));
        Assert.Empty(_shell.Error);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public async Task There_is_a_script_for_each_shell(string shell)
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("completion", shell));
        Assert.Contains("dfs complete --", _shell.Out, StringComparison.Ordinal);
    }

    public void Dispose() => _shell.Dispose();

    private async Task<string[]> CompleteAsync(string line)
    {
        var before = _shell.Out.Length;
        Assert.Equal(ExitCode.Done, await _shell.RunAsync(["complete", "--", .. line.Split(' ')]));
        return _shell.Out[before..].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static ListedEntry Entry(string path, bool isFolder) => new(StorePath.Parse(path), isFolder, 0, default, true);
}
