using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using DfsAspire.Client.Shell.Commands;
using DfsAspire.Client.Shell.Output;

namespace DfsAspire.Client.Shell;

/// <summary>The ways in which arguments are read, the same for the process's own and for a line at the prompt.</summary>
internal static class CommandLine
{
    // A file may be called @list or -rf: '@' opens no response file, '-rf' is not '-r -f'.
    private static readonly ParserConfiguration Parsing = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    /// <summary>A root with the commands of the store.</summary>
    public static RootCommand CreateRoot(string description, CommandRunner run)
    {
        var root = new RootCommand(description)
        {
            PutCommand.Create(run),
            GetCommand.Create(run),
            ListCommand.Create(run),
            WriteCommands.CreateMakeFolder(run),
            WriteCommands.CreateRemove(run),
            CopyCommands.CreateMove(run),
            CopyCommands.CreateCopy(run),
            SyncCommand.Create(run),
            StatCommand.Create(run),
            VersionsCommand.Create(run),
            RestoreCommand.Create(run),
            TreeCommands.CreateTree(run),
            TreeCommands.CreateUse(run),
            StatusCommand.Create(run),
            RepairCommand.Create(run),
            VerifyCommand.Create(run),
        };
        foreach (var help in root.Options.OfType<HelpOption>())
            help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    /// <summary>Reads arguments, which may be wrong or not all there yet.</summary>
    public static ParseResult Parse(RootCommand root, IReadOnlyList<string> arguments) => root.Parse(arguments, Parsing);

    /// <summary>What is wrong with arguments, in words for people; nothing when they can be carried out.</summary>
    public static IEnumerable<string> FaultsOf(ParseResult parse, IReadOnlyList<string> arguments)
    {
        if (parse.Action is ParseErrorAction)
            return UnknownCommand(parse, arguments) is { } unknown ? [unknown] : parse.Errors.Select(error => error.Message);
        return parse.Action is not HelpWithExamples && FirstUnknownOption(parse, arguments) is { } option
            ? [$"There is no option '{option}'. A name that begins with '-' comes after '--'."]
            : [];
    }

    /// <summary>Reads arguments and runs the command they name.</summary>
    public static async Task<int> RunAsync(RootCommand root, IReadOnlyList<string> arguments, ShellSurroundings surroundings, CancellationToken cancellationToken)
    {
        var parse = Parse(root, arguments);
        List<string> faults = [.. FaultsOf(parse, arguments)];
        if (faults.Count > 0)
            return WrongUse();

        // Signals are handled by Interrupt, exceptions by the runner.
        var invocation = new InvocationConfiguration
        {
            Output = surroundings.Out,
            Error = surroundings.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        return await parse.InvokeAsync(invocation, cancellationToken);

        int WrongUse()
        {
            foreach (var fault in faults)
                surroundings.Error.WriteLine(DisplayText.Safe(fault));
            var command = CommandWords.PathOf(CommandWords.Follow(root, arguments, StringComparer.Ordinal).Command);
            surroundings.Error.WriteLine(command.Length == 0 ? "'--help' lists the commands." : $"'{command} --help' shows how it is used.");
            return ExitCode.WrongUse;
        }
    }

    // The parser goes on behind a command that it does not know, and complains of all that stands there.
    private static string? UnknownCommand(ParseResult parse, IReadOnlyList<string> arguments) =>
        CommandWords.Follow(parse.RootCommandResult.Command, arguments, StringComparer.Ordinal) is (var above, [not '-', ..] name)
            ? $"There is no command '{name}'.{NearestNames.Question(name, CommandWords.NamesBelow(above))}"
            : null;

    // The parser takes an option it does not know for the name of a file; a mistyped '--jsn' shall not become one.
    private static string? FirstUnknownOption(ParseResult parse, IReadOnlyList<string> arguments)
    {
        var afterDashes = arguments.SkipWhile(argument => argument != "--").Skip(1).Count();
        return parse.CommandResult.Tokens.Select(token => token.Value).SkipLast(afterDashes).FirstOrDefault(value => value is ['-', _, ..]);
    }
}
