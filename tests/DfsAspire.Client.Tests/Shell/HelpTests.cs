using System.CommandLine;
using System.Text.RegularExpressions;
using DfsAspire.Client.Shell;
using DfsAspire.Client.Shell.Prompt;

namespace DfsAspire.Client.Tests.Shell;

/// <summary>What <c>--help</c> shows.</summary>
public sealed partial class HelpTests : IDisposable
{
    private readonly ShellHarness _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void Every_command_has_an_example_of_its_own_and_every_example_can_be_given()
    {
        var root = ShellProgram.CreateRoot(_shell.Surroundings());

        Assert.Equal(Leaves(root, "").Order(StringComparer.Ordinal), HelpExamples.All.Select(example => example.Command).Distinct().Order(StringComparer.Ordinal));
        Assert.All(HelpExamples.All, example =>
        {
            // Without what pipes into it, and what it is piped into.
            var typed = PromptLine.Split(OwnPart().Match(example.Line).Value)[1..];
            var parse = CommandLine.Parse(root, typed);
            Assert.Empty(CommandLine.FaultsOf(parse, typed));
            Assert.Equal(example.Command, CommandWords.PathOf(parse.CommandResult.Command));
        });
    }

    [Fact]
    public void Every_command_that_has_something_to_say_can_say_it_in_json()
    {
        var root = ShellProgram.CreateRoot(_shell.Surroundings());
        // What these write is a script, or a program's log.
        string[] others = ["completion", "serve"];

        Assert.Equal(others, Leaves(root, "").Where(path => !CommandAt(root, path).Options.Any(option => option.Name == "--json")).Order(StringComparer.Ordinal));
    }

    private static Command CommandAt(Command root, string path) => path.Split(' ').Aggregate(root, (command, name) => command.Subcommands.Single(one => one.Name == name));

    [Theory]
    [InlineData("user list", "dfs user list --json", "dfs list docs")]
    [InlineData("user recover", "dfs user recover", "dfs recover")]
    [InlineData("recover", "dfs recover node1", "dfs user recover")]
    [InlineData("user", "dfs user remove carol --yes", "dfs user rotate-key --json")]
    public async Task A_command_shows_its_own_examples_and_not_those_of_a_namesake(string command, string own, string another)
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync([.. command.Split(' '), "--help"]));

        Assert.Contains(own, Examples(), StringComparison.Ordinal);
        Assert.DoesNotContain(another, Examples(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("get")]
    [InlineData("put")]
    [InlineData("user add")]
    [InlineData("")]
    public async Task No_example_touches_what_it_means_and_all_meanings_begin_in_one_column(string command)
    {
        await _shell.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        var lines = Examples().Split('\n');
        var columns = HelpExamples.Of(command).Select(example =>
        {
            var line = Assert.Single(lines, line => line.StartsWith($"  {example.Line}  ", StringComparison.Ordinal));
            return line.Length - example.Meaning.Length;
        });
        Assert.Single(columns.Distinct());
    }

    [Fact]
    public async Task The_root_shows_a_few_examples_and_where_there_are_more()
    {
        await _shell.RunAsync("--help");

        Assert.InRange(Examples().Split('\n').Count(line => line.StartsWith("  dfs ", StringComparison.Ordinal)), 6, 10);
        Assert.Contains("\ndfs COMMAND --help shows more.\n", Examples(), StringComparison.Ordinal);
        Assert.Contains("\nExit codes: 0 done", Examples(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("serve", "The gateway: ", "Dfs__User", "Dfs__Password", "services__node1__dfs__0", "docs/gateway.md", "docs/operations.md")]
    [InlineData("found", "Founds the cluster", "Dfs__AdminSecret", "Dfs__ClusterSecret", "Dfs__Users__0__Password", "services__node1__dfs__0", "docs/operations.md")]
    public async Task What_takes_its_settings_from_the_environment_names_them_and_a_page(string command, params string[] named)
    {
        await _shell.RunAsync(command, "--help");

        Assert.All(named, one => Assert.Contains(one, _shell.Out, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Wrong_use_names_the_help_of_the_whole_command()
    {
        await _shell.RunAsync("user", "list", "--jsn");

        Assert.EndsWith("'user list --help' shows how it is used.\n", _shell.Error, StringComparison.Ordinal);
    }

    private string Examples() => _shell.Out[_shell.Out.IndexOf("Examples:", StringComparison.Ordinal)..];

    private static IEnumerable<string> Leaves(Command above, string path) => above.Subcommands.Where(command => !command.Hidden).SelectMany(command =>
        command.Subcommands.Count > 0 ? Leaves(command, $"{path}{command.Name} ") : [$"{path}{command.Name}"]);

    [GeneratedRegex(@"\bdfs [^|)]+")]
    private static partial Regex OwnPart();
}
