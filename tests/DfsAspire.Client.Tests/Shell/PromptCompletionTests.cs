using DfsAspire.Client.Shell;
using DfsAspire.Client.Shell.Prompt;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Tests.Shell;

/// <summary>What Tab finds at the prompt.</summary>
public sealed class PromptCompletionTests : IDisposable
{
    private readonly ShellHarness _shell = new();

    [Theory]
    [InlineData("VER", "verify versions")]
    [InlineData("L", "list ls")]
    [InlineData("LS docs/rep", "docs/report docs/reports/")]
    [InlineData("GET docs/rep", "docs/report docs/reports/")]
    [InlineData("PUT lo", "local.txt local/")]
    [InlineData("put local/de", "local/deep.txt")]
    [InlineData("put local.txt docs/re", "docs/reports/")]
    [InlineData("put --rec", "--recursive")]
    [InlineData("get --js", "--json")]
    [InlineData("put nothing", "")]
    public async Task Commands_options_paths_and_local_files_are_found(string line, string expected)
    {
        _shell.Write("local.txt", "");
        _shell.Write("local/deep.txt", "");
        _shell.Store.Listing = new FolderListing
        {
            Folder = StorePath.Parse("docs"),
            Entries = [Entry("docs/report", false), Entry("docs/reports", true)],
        };

        var found = await CompleteAsync(line);

        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), found.Words);
    }

    [Fact]
    public async Task A_store_that_cannot_be_reached_completes_nothing_and_says_nothing()
    {
        _shell.LogInFault = new DfsException(DfsFault.QuorumRefused, "Too few nodes.");

        Assert.Empty((await CompleteAsync("get docs/rep")).Words);
        Assert.Empty(_shell.Error);
    }

    [Fact]
    public async Task A_name_that_would_play_tricks_with_the_terminal_is_not_offered()
    {
        _shell.Store.Listing = new FolderListing { Folder = StorePath.Root, Entries = [Entry("a\u202Eb", false), Entry("ac", false)] };

        Assert.Equal(["ac"], (await CompleteAsync("get a")).Words);
    }

    public void Dispose() => _shell.Dispose();

    private async Task<WordCompletion> CompleteAsync(string line)
    {
        await using var session = _shell.OpenSession();
        var context = new CommandContext(session, _shell.Surroundings(), Quiet: false);
        var root = CommandLine.CreateRoot("", (_, _, _) => Task.FromResult(0));
        return await new PromptCompletion(root, context).CompleteAsync(line, TestContext.Current.CancellationToken);
    }

    private static ListedEntry Entry(string path, bool isFolder) => new(StorePath.Parse(path), isFolder, 0, default, true);
}
