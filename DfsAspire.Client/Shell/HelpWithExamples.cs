using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace DfsAspire.Client.Shell;

/// <summary>Help as usual, with examples below it.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    // Between an example and what it means.
    private const int Gap = 2;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        var command = CommandWords.PathOf(parseResult.CommandResult.Command);
        var examples = HelpExamples.Of(command);
        if (examples.Count == 0)
            return code;
        var output = parseResult.InvocationConfiguration.Output;
        var width = examples.Max(example => example.Line.Length) + Gap;
        output.WriteLine("Examples:");
        foreach (var example in examples)
            output.WriteLine($"  {example.Line.PadRight(width)}{example.Meaning}");
        if (parseResult.CommandResult.Command.Subcommands.Count > 0)
            output.WriteLine($"\n{$"dfs {command}".TrimEnd()} COMMAND --help shows more.");
        if (command.Length == 0)
            output.WriteLine("\nExit codes: 0 done, 1 failed, 2 wrong use or configuration, 3 password or quorum refused.");
        return code;
    }
}
