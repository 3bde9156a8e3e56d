using System.Text.Json;
using DfsAspire.Client.Shell;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Tests.Shell;

/// <summary>What <c>stat --json</c> tells programs: always a single document.</summary>
public sealed class StatCommandTests : IDisposable
{
    private readonly ShellHarness _shell = new();

    public StatCommandTests() => _shell.Store.Listing = new FolderListing
    {
        Folder = StorePath.Root,
        Entries = [new(StorePath.Parse("a"), false, 4, default, true), new(StorePath.Parse("b"), false, 5, default, true), new(StorePath.Parse("c*"), false, 6, default, true)],
    };

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task One_path_is_one_object()
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("stat", "--json", "a"));

        using var json = JsonDocument.Parse(_shell.Out);
        Assert.Equal("a", json.RootElement.GetProperty("path").GetString());
    }

    [Theory]
    [InlineData("a b", "a", "b")]
    [InlineData("?", "a", "b")]
    [InlineData("c*", "c*")]
    [InlineData("nothing-*")]
    public async Task Several_and_patterns_are_an_array_however_many_are_found(string typed, params string[] found)
    {
        await _shell.RunAsync(["stat", "--json", .. typed.Split(' ')]);

        Assert.Equal(found, PathsOfArray());
    }

    [Fact]
    public async Task A_path_that_is_not_there_is_named_and_the_others_are_told()
    {
        Assert.Equal(ExitCode.Failed, await _shell.RunAsync("stat", "--json", "a", "missing", "b"));

        Assert.Equal(["a", "b"], PathsOfArray());
        Assert.Equal("missing: 'missing' was not found.\n", _shell.Error);
    }

    [Fact]
    public async Task What_was_found_before_the_store_was_lost_is_told()
    {
        _shell.Store.Fails = path => path.Name == "b" ? new DfsException(DfsFault.QuorumRefused, "Two nodes are away.") : null;

        Assert.Equal(ExitCode.Refused, await _shell.RunAsync("stat", "--json", "a", "b"));

        Assert.Equal(["a"], PathsOfArray());
        Assert.Equal("Two nodes are away.\n", _shell.Error);
    }

    [Fact]
    public async Task One_path_that_is_not_there_is_an_error_and_no_document()
    {
        Assert.Equal(ExitCode.Failed, await _shell.RunAsync("stat", "--json", "missing"));

        Assert.Empty(_shell.Out);
        Assert.Equal("'missing' was not found.\n", _shell.Error);
    }

    private List<string?> PathsOfArray()
    {
        using var json = JsonDocument.Parse(_shell.Out);
        return [.. json.RootElement.EnumerateArray().Select(entry => entry.GetProperty("path").GetString())];
    }
}
