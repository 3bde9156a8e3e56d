using System.CommandLine;
using DfsAspire.Client.Shell.Completion;
using DfsAspire.Client.Shell.Output;

namespace DfsAspire.Client.Shell.Commands;

/// <summary><c>completion</c>, which prints a script for a shell, and <c>complete</c>, which that script asks.</summary>
internal static class CompletionCommands
{
    public const string Script = "completion";
    private const string Ask = "complete";

    public static Command CreateScript(ShellSurroundings surroundings)
    {
        var shell = new Argument<string>("SHELL") { Description = string.Join(", ", ShellScripts.Shells) };
        shell.AcceptOnlyFromAmong([.. ShellScripts.Shells]);
        var command = new Command(Script, "Prints a script that makes Tab complete commands, options and paths in the store.") { shell };
        command.SetAction(parse => surroundings.Out.WriteLine(ShellScripts.For(parse.GetRequiredValue(shell))));
        return command;
    }

    public static Command CreateAsk(CommandRunner run, RootCommand root)
    {
        var words = new Argument<string[]>("WORD") { Arity = ArgumentArity.ZeroOrMore };
        var command = new Command(Ask, "What the last of these words may become.") { words };
        command.Hidden = true;
        command.SetAction((parse, cancellationToken) => run(
            parse,
            async (context, token) =>
            {
                var typed = parse.GetValue(words) ?? [];
                var found = await new Completer(root, context.ConnectAsync).CompleteAsync([.. typed.SkipLast(1)], typed.LastOrDefault() ?? "", token);
                foreach (var one in found.Where(one => one == DisplayText.Safe(one)))
                    context.Surroundings.Out.WriteLine(one);
                return ExitCode.Done;
            },
            cancellationToken));
        return command;
    }
}
