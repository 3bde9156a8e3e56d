using DfsAspire.Client.Shell;

namespace DfsAspire.Client.Tests.Shell;

/// <summary>What is said to a command that there is not.</summary>
public sealed class NearestNamesTests : IDisposable
{
    private readonly ShellHarness _shell = new();

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData("lsit", " Did you mean 'list'?")]
    [InlineData("LIST", " Did you mean 'list'?")]
    [InlineData("verfy", " Did you mean 'verify'?")]
    [InlineData("statuss", " Did you mean 'status'?")]
    [InlineData("rn", " Did you mean 'rm'?")]
    [InlineData("pet", " Did you mean 'put' or 'get'?")]
    [InlineData("x", "")]
    [InlineData("", "")]
    [InlineData("xy", "")]
    [InlineData("nonsense", "")]
    public void The_nearest_names_are_asked_about_when_they_are_near(string typed, string question) =>
        Assert.Equal(question, NearestNames.Question(typed, ["put", "get", "list", "ls", "exit", "rm", "verify", "status"]));

    [Theory]
    [InlineData("lsit --jsn docs", "There is no command 'lsit'. Did you mean 'list'?\n'--help' lists the commands.\n")]
    [InlineData("usr list", "There is no command 'usr'. Did you mean 'user'?\n'--help' lists the commands.\n")]
    [InlineData("--quiet --user list pt report.pdf", "There is no command 'pt'. Did you mean 'put'?\n'--help' lists the commands.\n")]
    [InlineData("user paswd recover", "There is no command 'paswd'. Did you mean 'passwd'?\n'user --help' shows how it is used.\n")]
    public async Task A_mistyped_command_is_one_error_even_where_another_one_stands_behind_it(string typed, string error)
    {
        Assert.Equal(ExitCode.WrongUse, await _shell.RunAsync(typed.Split(' ')));

        Assert.Equal(error, _shell.Error);
        Assert.Empty(_shell.Out);
    }

    [Fact]
    public async Task A_hidden_command_is_nobodys_meaning_and_what_was_typed_cannot_drive_the_terminal()
    {
        await _shell.RunAsync("complet");
        await _shell.RunAsync("li\u001Bst");

        Assert.DoesNotContain("'complete'", _shell.Error, StringComparison.Ordinal);
        Assert.Contains("There is no command 'li\\u001Bst'. Did you mean 'list'?\n", _shell.Error, StringComparison.Ordinal);
    }
}
