using System.Text.Json;
using DfsAspire.Client.Shell;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Tests.Shell;

/// <summary>What put, get, rm and mkdir tell programs: one JSON document, whatever happens.</summary>
public sealed class CommandReceiptTests : IDisposable
{
    private readonly ShellHarness _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task A_put_says_of_each_file_where_it_went_and_which_version_it_is()
    {
        _shell.Write("report.pdf", new string('x', 1234));
        _shell.Store.Faults = [new NodeFault("node2", "connection refused")];

        Assert.Equal(ExitCode.Failed, await _shell.RunAsync("put", "--json", "report.pdf", "missing", "docs/"));

        using var json = JsonDocument.Parse(_shell.Out);
        var done = Assert.Single(json.RootElement.GetProperty("done").EnumerateArray());
        Assert.Equal(
            ("docs/report.pdf", "file", _shell.Local("report.pdf"), 1234, 32, 4),
            (done.GetProperty("path").GetString(), done.GetProperty("kind").GetString(), done.GetProperty("local").GetString(),
                done.GetProperty("bytes").GetInt32(), done.GetProperty("version").GetString()!.Length, done.GetProperty("nodes").GetArrayLength()));
        var failed = Assert.Single(json.RootElement.GetProperty("failed").EnumerateArray());
        Assert.Equal("missing", failed.GetProperty("name").GetString());
        Assert.Contains("There is no file", failed.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal("node2", Assert.Single(json.RootElement.GetProperty("faults").EnumerateArray()).GetProperty("node").GetString());
    }

    [Fact]
    public async Task A_directory_is_told_file_by_file()
    {
        _shell.Write("tree/b", "12");
        _shell.Write("tree/sub/a", "1");

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("put", "-r", "--json", "tree"));

        Assert.Equal(["tree folder", "tree/b file", "tree/sub folder", "tree/sub/a file"], Done());
    }

    [Fact]
    public async Task Without_it_the_same_is_done()
    {
        _shell.Write("tree/sub/a", "1");

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("put", "-r", "tree"));

        Assert.Equal(["mkdir tree", "mkdir tree/sub", $"put tree/sub/a from {_shell.Local("tree/sub/a")}", "bye"], _shell.Store.Calls);
    }

    [Theory]
    [InlineData("rm", "a", "b")]
    [InlineData("mkdir", "a folder", "b folder")]
    [InlineData("get", "a file", "b file")]
    public async Task Each_command_tells_what_it_did(string command, string first, string second)
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync(command, "--json", "b", "a"));

        Assert.Equal([first, second], Done());
    }

    [Fact]
    public async Task A_single_file_that_fails_is_in_the_document_too()
    {
        _shell.Store.Fails = _ => new DfsException(DfsFault.NotFound, "File not found.");

        Assert.Equal(ExitCode.Failed, await _shell.RunAsync("get", "--json", "a"));

        using var json = JsonDocument.Parse(_shell.Out);
        Assert.Equal("a", Assert.Single(json.RootElement.GetProperty("failed").EnumerateArray()).GetProperty("name").GetString());
        Assert.Contains("File not found.", _shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_done_before_the_store_was_lost_is_told()
    {
        _shell.Store.Fails = path => path == StorePath.Parse("b") ? new DfsException(DfsFault.QuorumRefused, "Two nodes are away.") { Faults = [new NodeFault("node3", "connection refused")] } : null;

        Assert.Equal(ExitCode.Refused, await _shell.RunAsync("mkdir", "--json", "a", "b", "c"));

        Assert.Equal(["a folder"], Done());
        Assert.Contains("\"reason\": \"Two nodes are away.\"", _shell.Out, StringComparison.Ordinal);
        Assert.Contains("\"node3\"", _shell.Out, StringComparison.Ordinal);
        Assert.Contains("Two nodes are away.", _shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contents_and_the_document_cannot_both_go_to_the_standard_output()
    {
        Assert.Equal(ExitCode.WrongUse, await _shell.RunAsync("get", "--json", "a", "-o", "-"));

        Assert.Empty(_shell.Out);
        Assert.Empty(_shell.Store.Calls);
    }

    private List<string> Done()
    {
        using var json = JsonDocument.Parse(_shell.Out);
        return [.. json.RootElement.GetProperty("done").EnumerateArray()
            .Select(done => $"{done.GetProperty("path").GetString()} {done.GetProperty("kind").GetString()}".Trim())];
    }
}
