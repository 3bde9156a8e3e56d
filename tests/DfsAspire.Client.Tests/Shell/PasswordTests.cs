using DfsAspire.Client.Accounts;
using DfsAspire.Client.Shell;
using DfsAspire.Client.Shell.Configuration;
using DfsAspire.Client.Shell.Prompt;
using DfsAspire.Client.Store;

namespace DfsAspire.Client.Tests.Shell;

/// <summary>A configuration that holds Dave's password and not Carol's: where hers comes from, and when nobody is asked for it.</summary>
public sealed class PasswordTests : IDisposable
{
    private const string Typed = "typed-in-secret";
    private const string Held = "secret-of-the-variable";

    private readonly ShellHarness _shell = new();

    public PasswordTests() => _shell.Write("dfs.conf", """
        Server node1 localhost:10001
        Server node2 localhost:10002
        Server node3 localhost:10003
        Server node4 localhost:10004
        Username: Carol
        Username: Dave
        Password: of-dave
        """);

    public void Dispose()
    {
        _shell.Dispose();
        // Whatever a test did: no secret was shown.
        Assert.DoesNotContain(Typed, _shell.Out + _shell.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Held, _shell.Out + _shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_variable_is_taken_and_nobody_asked()
    {
        SitDown();
        _shell.Variables["DFS_PASSWORD"] = Held;

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("list"));

        Assert.Equal(("Carol", Held), LastLogIn());
        Assert.Empty(_shell.Questions);
    }

    [Fact]
    public async Task The_file_has_the_first_word()
    {
        SitDown();
        _shell.Variables["DFS_PASSWORD"] = Held;

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("list", "--user", "Dave"));

        Assert.Equal(("Dave", "of-dave"), LastLogIn());
        Assert.Empty(_shell.Questions);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Without_the_variable_a_person_is_asked(string? variable)
    {
        SitDown();
        if (variable is not null)
            _shell.Variables["DFS_PASSWORD"] = variable;

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("list"));

        Assert.Equal(("Carol", Typed), LastLogIn());
        Assert.Equal(["Password of Carol:"], _shell.Questions);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("doctor")]
    public async Task Where_nobody_sits_the_ways_are_named_and_what_is_piped_in_is_no_password(string command)
    {
        Assert.Equal(ExitCode.WrongUse, await _shell.RunAsync($"{Typed}\n", [command], TestContext.Current.CancellationToken));

        Assert.All([_shell.Local("dfs.conf"), "Carol", "'Password: …'", "DFS_PASSWORD"], way => Assert.Contains(way, _shell.Out + _shell.Error, StringComparison.Ordinal));
        Assert.Empty(_shell.LogIns);
    }

    [Fact]
    public async Task Who_types_nothing_is_told_so()
    {
        _shell.Answer = _ => "";

        Assert.Equal(ExitCode.WrongUse, await _shell.RunAsync("list"));

        Assert.Contains("none was typed", _shell.Error, StringComparison.Ordinal);
        Assert.Empty(_shell.LogIns);
    }

    [Fact]
    public async Task The_prompt_asks_once_even_while_nodes_are_away_and_after_a_wrong_one_again()
    {
        SitDown();

        await _shell.PipeAsync("list\nlist\n");
        Assert.Single(_shell.Questions);

        _shell.LogInFault = new DfsException(DfsFault.QuorumRefused, "No node answers.");
        await _shell.PipeAsync("list\nlist\n");
        Assert.Equal(2, _shell.Questions.Count);

        _shell.LogInFault = new DfsException(DfsFault.WrongCredentials, "Invalid Username/Password. Please try again.");
        await _shell.PipeAsync("list\nlist\n");
        Assert.Equal(4, _shell.Questions.Count);
    }

    [Fact]
    public async Task Completion_asks_nobody_and_takes_the_variable()
    {
        SitDown();

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("complete", "--", "get", "docs/rep"));
        await CompleteAtThePromptAsync("get docs/rep");
        Assert.Empty(_shell.Questions);
        Assert.Empty(_shell.LogIns);
        Assert.Empty(_shell.Out + _shell.Error);

        _shell.Variables["DFS_PASSWORD"] = Held;
        await _shell.RunAsync("complete", "--", "get", "docs/rep");
        await CompleteAtThePromptAsync("get docs/rep");
        Assert.Empty(_shell.Questions);
        Assert.Equal([Held, Held], _shell.LogIns.Select(options => options.Password));
    }

    [Fact]
    public async Task A_new_password_is_to_be_put_where_the_old_one_is()
    {
        SitDown();

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("user", "passwd"));
        Assert.Equal(["Password of Carol:", "New password of Carol:", "New password of Carol again:"], _shell.Questions);
        Assert.Empty(_shell.Error);

        _shell.Variables["DFS_PASSWORD"] = Held;
        await _shell.RunAsync("user", "passwd");
        Assert.Equal("note: DFS_PASSWORD still holds the old password: put the new one there.\n", _shell.Error);

        await _shell.RunAsync("user", "passwd", "--user", "Dave");
        Assert.EndsWith($"note: {_shell.Local("dfs.conf")} still holds the old password: put the new one there.\n", _shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_lost_a_password_is_not_asked_for_it()
    {
        var key = RecoveryKey.Create();
        _shell.Answer = question => question.StartsWith("Recovery key", StringComparison.Ordinal) ? key : Typed;

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("user", "recover"));

        Assert.Equal(("Carol", key), LastLogIn());
        Assert.DoesNotContain("Password of Carol:", _shell.Questions);
        Assert.Empty(_shell.Error);
    }

    [Fact]
    public async Task Files_are_recovered_with_the_password_of_the_file_the_variable_or_whoever_sits_there()
    {
        SitDown();
        Assert.Equal(new UserLogin("Dave", "of-dave"), await RecoveryAsync("Dave"));
        Assert.Equal(new UserLogin("Carol", Typed), await RecoveryAsync(null));
        Assert.Equal(["Password of Carol:"], _shell.Questions);

        _shell.Variables["DFS_PASSWORD"] = Held;
        Assert.Equal(new UserLogin("Carol", Held), await RecoveryAsync("Carol"));
        Assert.Equal(new UserLogin("Erin", Held), await RecoveryAsync("Erin"));
        Assert.Equal("Erin", new UserLogin("Erin", Held).ToString());
    }

    private void SitDown() => _shell.Answer = _ => Typed;

    private (string User, string Password) LastLogIn() => (_shell.LogIns[^1].User, _shell.LogIns[^1].Password);

    private Task<UserLogin> RecoveryAsync(string? user) => new RecoveryLogin(null, user, _shell.Surroundings()).FindAsync(TestContext.Current.CancellationToken);

    private async Task CompleteAtThePromptAsync(string line)
    {
        await using var session = _shell.OpenSession();
        var root = CommandLine.CreateRoot("", (_, _, _) => Task.FromResult(0));
        await new PromptCompletion(root, new CommandContext(session, _shell.Surroundings(), Quiet: false)).CompleteAsync(line, TestContext.Current.CancellationToken);
    }
}
