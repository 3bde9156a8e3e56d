using System.CommandLine;
using DfsAspire.Client.Shell.Completion;
using DfsAspire.Client.Shell.Output;

namespace DfsAspire.Client.Shell.Commands;

/// <summary><c>completion</c>, which prints a script for a shell, and <c>complete</c>, which that script asks.</summary>
internal static class CompletionCommands
{
    public const string Script = "completion";
    private const string Ask = "complete";

    // Whoever presses Tab waits for the answer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static Command CreateScript(ShellSurroundings surroundings)
    {
        var shell = new Argument<string>("SHELL") { Description = string.Join(", ", ShellScripts.Shells) };
        shell.AcceptOnlyFromAmong([.. ShellScripts.Shells]);
        var command = new Command(Script, "Prints a script that makes Tab complete commands, options and paths in the store.") { shell };
        command.SetAction(parse => surroundings.Out.WriteLine(ShellScripts.For(parse.GetRequiredValue(shell))));
        return command;
    }

    /// <param name="root">All commands.</param>
    /// <param name="surroundings">Where the answer goes.</param>
    /// <param name="open">Opens the store that the words typed so far name.</param>
    public static Command CreateAsk(RootCommand root, ShellSurroundings surroundings, Func<ParseResult, UserSession> open)
    {
        var words = new Argument<string[]>("WORD") { Arity = ArgumentArity.ZeroOrMore };
        var command = new Command(Ask, "What the last of these words may become. The exit code is 1 where a local file is wanted.") { words };
        command.Hidden = true;
        command.SetAction(async (parse, cancellationToken) =>
        {
            var typed = parse.GetValue(words) ?? [];
            var found = await FindAsync(root, surroundings, open, [.. typed.SkipLast(1)], typed.LastOrDefault() ?? "", cancellationToken);
            foreach (var one in (found ?? []).Where(one => one == DisplayText.Safe(one)))
                surroundings.Out.WriteLine(one);
            return found is null ? ExitCode.Failed : ExitCode.Done;
        });
        return command;
    }

    // The store is opened for paths alone: commands and options are completed without a configuration too.
    private static async Task<IReadOnlyList<string>?> FindAsync(
        RootCommand root, ShellSurroundings surroundings, Func<ParseResult, UserSession> open, string[] before, string word, CancellationToken cancellationToken)
    {
        UserSession? session = null;
        using var late = new CancellationTokenSource(Patience, surroundings.Time);
        using var interrupt = new Interrupt(cancellationToken);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, interrupt.Token);
        try
        {
            return await new Completer(root, token => (session ??= open(CommandLine.Parse(root, before))).ConnectUnaskedAsync(token)).CompleteAsync(before, word, either.Token);
        }
        catch (Exception)
        {
            // Nobody asked for an error, and the line that is being typed is no place for one: the command itself will say it.
            return [];
        }
        finally
        {
            if (session is not null)
                await session.DisposeAsync();
        }
    }
}
