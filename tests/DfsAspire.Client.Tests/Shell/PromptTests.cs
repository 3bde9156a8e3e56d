using DfsAspire.Client.Shell;
using DfsAspire.Client.Store;

namespace DfsAspire.Client.Tests.Shell;

/// <summary>The prompt as a script drives it, through a pipe.</summary>
public sealed class PromptTests : IDisposable
{
    private readonly ShellHarness _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task Commands_follow_one_another_in_any_case_under_one_log_in()
    {
        _shell.Write("1.txt", "one");

        var code = await _shell.PipeAsync("PUT 1.txt docs/\n\nlist docs/\nGet 1.txt docs/\nMKDIR new\nRm docs/1.txt\nSTATUS\n");

        Assert.Equal(ExitCode.Done, code);
        Assert.Equal(
            [
                $"put docs/1.txt from {_shell.Local("1.txt")}", "list docs", $"get docs/1.txt to {_shell.Local("1.txt")}", "mkdir new", "rm docs/1.txt", "status", "bye",
            ],
            _shell.Store.Calls);
        Assert.Single(_shell.LogIns);
    }

    [Fact]
    public async Task Quoted_names_reach_the_store_whole()
    {
        await _shell.PipeAsync("get \"my \"\"odd\"\" file.txt\" 'it''s here/'\n");

        Assert.Equal($"get it's here/my \"odd\" file.txt to {_shell.Local("my \"odd\" file.txt")}", _shell.Store.Calls[0]);
    }

    [Fact]
    public async Task Errors_keep_the_prompt_alive_and_a_script_gets_the_worst_code()
    {
        _shell.Store.Fails = path => path.Name == "bad" ? new DfsException(DfsFault.Incomplete, "File is incomplete.") : null;

        var code = await _shell.PipeAsync("nonsense\nget \"open\nget bad\nlist --nonsense\nlist\n");

        Assert.Equal(ExitCode.WrongUse, code);
        Assert.Contains("There is no command 'nonsense'", _shell.Error, StringComparison.Ordinal);
        Assert.Contains("\nFile is incomplete.\n", _shell.Error, StringComparison.Ordinal);
        Assert.Equal("list ", _shell.Store.Calls[^2]);
    }

    [Fact]
    public async Task After_a_log_in_that_failed_the_next_command_tries_again()
    {
        _shell.LogInFault = new DfsException(DfsFault.QuorumRefused, "No node answers.");

        await _shell.PipeAsync("LIST\nLIST\n");

        Assert.Equal(2, _shell.LogIns.Count);
    }

    [Theory]
    [InlineData("exit")]
    [InlineData("QUIT")]
    public async Task Exit_and_quit_leave(string word)
    {
        Assert.Equal(ExitCode.Done, await _shell.PipeAsync($"{word}\nlist\n"));
        Assert.Empty(_shell.LogIns);
    }

    [Fact]
    public async Task Ls_is_list_here_too_and_a_slip_of_the_finger_is_asked_about()
    {
        Assert.Equal(ExitCode.WrongUse, await _shell.PipeAsync("LS docs\nlsit docs\nQIT\n"));

        Assert.Equal(["list docs", "bye"], _shell.Store.Calls);
        Assert.Equal(
            "There is no command 'lsit'. Did you mean 'list'? HELP lists those there are.\nThere is no command 'QIT'. Did you mean 'quit'? HELP lists those there are.\n",
            _shell.Error);
    }

    [Fact]
    public async Task Help_shows_the_commands()
    {
        await _shell.PipeAsync("help\n");

        Assert.Contains("PUT file [sub/]", _shell.Out, StringComparison.Ordinal);
        Assert.All(["MKDIR", "RM", "MV", "CP", "STATUS", "VERIFY", "REPAIR", "RESTORE", "SYNC"], command => Assert.Matches($"(?m)^{command} +[a-z]", _shell.Out));
    }

    [Fact]
    public async Task A_broken_configuration_ends_the_prompt_before_it_begins()
    {
        _shell.Write("dfs.conf", "Server\n");

        Assert.Equal(ExitCode.WrongUse, await _shell.PipeAsync("list\n"));
        Assert.Contains("line 1", _shell.Error, StringComparison.Ordinal);
    }
}
