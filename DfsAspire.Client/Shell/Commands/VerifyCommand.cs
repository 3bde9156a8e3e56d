using System.CommandLine;
using System.Globalization;
using DfsAspire.Client.Shell.Output;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Commands;

internal static class VerifyCommand
{
    public const string Name = "verify";

    public static Command Create(CommandRunner run)
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "Files and folders in the store; without one, everything of yours.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var json = JsonOutput.Option();
        var command = new Command(Name, "Reads and authenticates every copy of every part, from every node. Exit code 1 when something is wrong.") { paths, json };
        command.SetAction((parse, cancellationToken) => run(
            parse,
            (context, token) => VerifyAsync(context, [.. (parse.GetValue(paths) ?? []).Select(path => StorePath.Parse(path.TrimEnd('/')))], parse.GetValue(json), token),
            cancellationToken));
        return command;
    }

    private static async Task<int> VerifyAsync(CommandContext context, IReadOnlyList<StorePath> paths, bool json, CancellationToken cancellationToken)
    {
        var store = await context.ConnectAsync(cancellationToken);
        var report = await TransferDisplay.RunAsync(
            context, Name, progress => store.VerifyAsync(paths.Count == 0 ? [StorePath.Root] : paths, progress, cancellationToken));
        if (json)
        {
            context.Surroundings.Out.WriteLine(JsonOutput.Of(report));
        }
        else
        {
            foreach (var fault in report.Faults)
                context.Answer(fault.ToString());
            context.Note(report.NodeFaults);
            context.Report(string.Create(
                CultureInfo.InvariantCulture,
                $"{Name}: {report.Files} files, {report.Parts} parts sound, {ByteSize.Format(report.Bytes)} read, {report.Faults.Count} faults"));
        }

        return report.Faults.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }
}
