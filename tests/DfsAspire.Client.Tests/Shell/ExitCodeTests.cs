using DfsAspire.Client.Shell;
using DfsAspire.Client.Store;

namespace DfsAspire.Client.Tests.Shell;

public sealed class ExitCodeTests : IDisposable
{
    private readonly ShellHarness _shell = new();

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData(DfsFault.WrongCredentials, 3)]
    [InlineData(DfsFault.QuorumRefused, 3)]
    [InlineData(DfsFault.OutcomeOpen, 1)]
    [InlineData(DfsFault.NotFound, 1)]
    [InlineData(DfsFault.Incomplete, 1)]
    [InlineData(DfsFault.Integrity, 1)]
    [InlineData(DfsFault.Conflict, 1)]
    [InlineData(DfsFault.InputChanged, 1)]
    [InlineData(DfsFault.Protocol, 1)]
    [InlineData(DfsFault.Refused, 1)]
    public async Task Each_fault_of_the_store_has_its_exit_code_and_its_own_words(DfsFault fault, int code)
    {
        _shell.Store.Fails = _ => new DfsException(fault, "These very words.");

        Assert.Equal(code, await _shell.RunAsync("get", "a.txt"));
        Assert.Equal("These very words.\n", _shell.Error);
        Assert.Empty(_shell.Out);
    }

    [Fact]
    public async Task A_wrong_password_is_refused_in_the_originals_words()
    {
        _shell.LogInFault = new DfsException(DfsFault.WrongCredentials, "Invalid Username/Password. Please try again.");

        Assert.Equal(ExitCode.Refused, await _shell.RunAsync("list"));
        Assert.Equal("Invalid Username/Password. Please try again.\n", _shell.Error);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("put")]
    [InlineData("get")]
    [InlineData("get", "docs/")]
    [InlineData("get", "../secret")]
    [InlineData("list", "a", "b")]
    [InlineData("list", "--no-such-option")]
    [InlineData("get", "-x", "--", "-y")]
    [InlineData("rm", "")]
    [InlineData("mkdir", "a//b")]
    [InlineData("put", "x", "y/", "--to", "z")]
    [InlineData("list", "--user", "Carol")]
    [InlineData("list", "--config", "nowhere.conf")]
    public async Task Wrong_use_exits_with_two_and_contacts_nothing(params string[] arguments)
    {
        Assert.Equal(ExitCode.WrongUse, await _shell.RunAsync(arguments));
        Assert.NotEmpty(_shell.Error);
        Assert.Empty(_shell.Out);
        Assert.Empty(_shell.LogIns);
    }

    [Fact]
    public async Task A_malformed_configuration_exits_with_two_names_file_and_line_and_contacts_nothing()
    {
        var file = _shell.Write("dfs.conf", "Server DFS1 127.0.0.1:10001\nServer DFS2 127.0.0.1\n");

        Assert.Equal(ExitCode.WrongUse, await _shell.RunAsync("put", "x"));
        Assert.StartsWith($"{file}, line 2: expected 'Server NAME HOST:PORT'", _shell.Error, StringComparison.Ordinal);
        Assert.Empty(_shell.LogIns);
    }

    [Fact]
    public async Task A_missing_local_file_is_a_failure_that_names_it()
    {
        Assert.Equal(ExitCode.Failed, await _shell.RunAsync("put", "nothing.txt"));
        Assert.Contains(_shell.Local("nothing.txt"), _shell.Error, StringComparison.Ordinal);
        Assert.Empty(_shell.LogIns);
    }

    [Fact]
    public async Task One_bad_file_of_several_does_not_keep_the_others_back()
    {
        _shell.Store.Fails = path => path.Name == "b" ? new DfsException(DfsFault.Incomplete, "File is incomplete.") : null;

        Assert.Equal(ExitCode.Failed, await _shell.RunAsync("get", "a", "b", "c"));
        Assert.Equal("b: File is incomplete.\n", _shell.Error);
        Assert.True(File.Exists(_shell.Local("c")));
    }

    [Fact]
    public async Task A_refused_quorum_ends_the_command_without_trying_the_rest()
    {
        _shell.Store.Fails = _ => new DfsException(DfsFault.QuorumRefused, "Too few nodes.");

        Assert.Equal(ExitCode.Refused, await _shell.RunAsync("get", "a", "b"));
        Assert.Equal(["get a to " + _shell.Local("a"), "bye"], _shell.Store.Calls);
    }

    [Fact]
    public async Task A_cancelled_command_says_so_and_has_failed()
    {
        _shell.Store.Gate = new TaskCompletionSource();
        using var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = _shell.RunAsync("", ["list"], source.Token);

        await source.CancelAsync();

        Assert.Equal(ExitCode.Failed, await running);
        Assert.Equal("Cancelled.\n", _shell.Error);
    }

    [Fact]
    public async Task Founding_and_serving_without_settings_name_the_missing_variable()
    {
        Assert.Equal(ExitCode.WrongUse, await _shell.RunAsync("found"));
        Assert.Equal(ExitCode.WrongUse, await _shell.RunAsync("serve"));
        Assert.Contains("Dfs__AdminSecret", _shell.Error, StringComparison.Ordinal);
        Assert.Contains("Dfs__User", _shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_is_no_failure_and_has_examples()
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("--help"));
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("put", "--help"));
        Assert.Contains("dfs put report.pdf docs/", _shell.Out, StringComparison.Ordinal);
        Assert.Empty(_shell.LogIns);
    }
}
