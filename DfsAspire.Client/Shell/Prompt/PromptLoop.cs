using System.CommandLine;
using DfsAspire.Client.Shell.Commands;

namespace DfsAspire.Client.Shell.Prompt;

/// <summary>The original's prompt: one command after another until the end; what fails is said and the next one read.</summary>
internal sealed class PromptLoop
{
    // The original's three with their arguments, the others by the name they have outside, too.
    private const string Original = """
        PUT file [sub/]   stores a local file, in the sub-folder when one is named
        GET name [sub/]   fetches a file into the working directory; -o FILE for another place
        LIST [sub/]       lists your files; -l with sizes and times; LS is the same
        """;

    private const string Keys = """
        HELP              shows this; 'COMMAND --help' says more of one
        EXIT or QUIT      leaves; so does Ctrl-C on an empty line

        Names with blanks go in quotes: PUT "my file.txt" docs/
        Tab completes commands, options and names.
        """;

    private readonly CommandContext _context;
    private readonly RootCommand _root;

    public PromptLoop(CommandContext context)
    {
        _context = context;
        _root = CommandLine.CreateRoot("The prompt of dfs.", RunStoreCommandAsync);
    }

    private ShellSurroundings Surroundings => _context.Surroundings;

    /// <summary>
    /// Reads and runs commands until the input ends. A script that pipes them in gets the highest of their exit codes,
    /// a person gets <see cref="ExitCode.Done"/>.
    /// </summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        IPromptInput input = Surroundings.IsInteractive ? new LineEditor(new ProcessTerminal(Surroundings.Out), new PromptCompletion(_root, _context).CompleteAsync) : new PipedInput(Surroundings.In);
        if (Surroundings.IsInteractive)
            _context.Report($"{_context.Session.User} at {string.Join(' ', _context.Session.Configuration.Nodes.Select(node => node.Name))}. HELP lists the commands, EXIT leaves.");
        var worst = ExitCode.Done;
        while (await input.ReadLineAsync(cancellationToken) is { } line)
        {
            if (await RunLineAsync(line, cancellationToken) is not { } code)
                break;
            worst = Math.Max(worst, code);
        }

        return Surroundings.IsInteractive ? ExitCode.Done : worst;
    }

    /// <summary>Runs one line; null when it asks to leave.</summary>
    private async Task<int?> RunLineAsync(string line, CancellationToken cancellationToken)
    {
        try
        {
            if (PromptLine.Split(line) is not [var name, .. var arguments])
                return ExitCode.Done;
            switch (name.ToUpperInvariant())
            {
                case "EXIT" or "QUIT":
                    return null;
                case "HELP" or "?":
                    Surroundings.Out.WriteLine(string.Join('\n', [Original, .. Others(), Keys]));
                    return ExitCode.Done;
            }

            var command = CommandWords.Find(_root, name, StringComparer.OrdinalIgnoreCase)
                ?? throw new UsageException($"There is no command '{name}'.{NearestNames.Question(name, [.. CommandWords.NamesBelow(_root), "help", "exit", "quit"])} HELP lists those there are.");
            return await CommandLine.RunAsync(_root, [command.Name, .. arguments], Surroundings, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            foreach (var told in Failure.LinesOf(exception))
                _context.Fail(told);
            return Failure.Of(exception).ExitCode;
        }
    }

    private IEnumerable<string> Others() => _root.Subcommands
        .Where(command => command.Name is not (PutCommand.Name or GetCommand.Name or ListCommand.Name))
        .Select(command => $"{command.Name.ToUpperInvariant(),-17} {InShort(command.Description!)}");

    // The first sentence of a description, as the lines above and below it are written.
    private static string InShort(string description)
    {
        var sentence = description.Split(". ", 2)[0].TrimEnd('.');
        return $"{char.ToLowerInvariant(sentence[0])}{sentence[1..]}";
    }

    private async Task<int> RunStoreCommandAsync(ParseResult parse, Func<CommandContext, CancellationToken, Task<int>> body, CancellationToken cancellationToken)
    {
        using var interrupt = new Interrupt(cancellationToken);
        return await body(_context, interrupt.Token);
    }
}
