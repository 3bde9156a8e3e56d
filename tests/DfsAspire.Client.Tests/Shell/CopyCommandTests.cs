using System.Text.Json;
using DfsAspire.Client.Shell;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Tests.Shell;

public sealed class CopyCommandTests : IDisposable
{
    private readonly ShellHarness _shell = new();

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData("mv", "a", "b", "mv a b")]
    [InlineData("cp", "docs/a", "b/c", "cp docs/a b/c")]
    [InlineData("mv", "docs/a", "old/", "mv docs/a old/a")]
    [InlineData("mv", "docs/a", "/", "mv docs/a a")]
    [InlineData("cp", "docs/", "old/", "cp docs old/docs")]
    public async Task A_target_that_ends_in_a_slash_is_the_folder_to_put_it_in(string command, string from, string to, string call)
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync(command, from, to));
        Assert.Equal([call, "bye"], _shell.Store.Calls);
    }

    [Fact]
    public async Task It_says_what_was_done_and_what_was_left()
    {
        _shell.Store.Left = [StorePath.Parse("docs/new")];
        _shell.Store.Faults = [new NodeFault("node2", "connection refused")];

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("mv", "docs", "old", "--overwrite"));

        Assert.Equal("mv over docs old", _shell.Store.Calls[0]);
        Assert.Equal("mv docs old: 1 folders, 2 files, 1.5 kB\n", _shell.Out);
        Assert.Equal("note: node2: connection refused\nnote: docs/new is still there: somebody wrote there meanwhile.\n", _shell.Error);
    }

    [Fact]
    public async Task Programs_get_json()
    {
        _shell.Store.Left = [StorePath.Parse("docs/new")];

        await _shell.RunAsync("cp", "--json", "docs", "old");

        using var json = JsonDocument.Parse(_shell.Out);
        var root = json.RootElement;
        Assert.Equal(("docs", "old", 2, 1, 1500), (
            root.GetProperty("from").GetString(), root.GetProperty("to").GetString(), root.GetProperty("files").GetInt32(),
            root.GetProperty("folders").GetInt32(), root.GetProperty("bytes").GetInt32()));
        Assert.Equal("docs/new", root.GetProperty("left")[0].GetString());
        Assert.Empty(root.GetProperty("faults").EnumerateArray());
    }

    [Fact]
    public async Task What_exists_already_names_the_option()
    {
        _shell.Store.Fails = _ => new DfsException(DfsFault.AlreadyExists, "'b' exists already.");

        Assert.Equal(ExitCode.Failed, await _shell.RunAsync("mv", "a", "b"));
        Assert.Equal("'b' exists already. (--overwrite replaces it.)\n", _shell.Error);
    }

    [Theory]
    [InlineData("mv", "", "b")]
    [InlineData("cp", "a", "")]
    [InlineData("mv", "a")]
    [InlineData("mv", "a", "b", "c")]
    [InlineData("cp", "/a", "b")]
    [InlineData("cp", "a", "../b")]
    public async Task Wrong_use_contacts_nobody(params string[] arguments)
    {
        Assert.Equal(ExitCode.WrongUse, await _shell.RunAsync(arguments));
        Assert.Empty(_shell.Store.Calls);
    }
}
