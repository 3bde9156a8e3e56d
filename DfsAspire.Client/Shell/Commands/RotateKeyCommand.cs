using System.CommandLine;
using System.Globalization;
using DfsAspire.Client.Shell.Output;
using DfsAspire.Client.Store;

namespace DfsAspire.Client.Shell.Commands;

internal static class RotateKeyCommand
{
    public const string Name = "rotate-key";

    public static Command Create(CommandRunner run)
    {
        var json = JsonOutput.Option();
        var command = new Command(
            Name,
            "Gives you a new master key: the keys of all your files are wrapped anew, and no file is uploaded again. Needs all four nodes in the end; run it again and it goes on. "
            + "Change the password first if somebody knows it. Exit code 1 when something remains to be done.") { json };
        command.SetAction((parse, cancellationToken) => run(
            parse, (context, token) => RotateAsync(context, parse.GetValue(json), token), cancellationToken));
        return command;
    }

    private static async Task<int> RotateAsync(CommandContext context, bool json, CancellationToken cancellationToken)
    {
        var store = await context.ConnectAsync(cancellationToken);
        var report = await CountDisplay.RunAsync(context, "keys wrapped anew", progress => store.RotateKeyAsync(progress, cancellationToken));
        if (json)
            context.Surroundings.Out.WriteLine(JsonOutput.Of(report));
        else
            Tell(context, report);
        return report.IsDone ? ExitCode.Done : ExitCode.Failed;
    }

    private static void Tell(CommandContext context, KeyRotationReport report)
    {
        context.Note(report.Waiting);
        if (!report.IsDone)
        {
            context.Fail(string.Create(
                CultureInfo.InvariantCulture,
                $"The keys of {context.Session.User} are not rotated yet: {report.Replaced} were wrapped anew, and the old master key stays until every node has the rest. Nothing is lost, and you can go on working. Run it again when all four nodes are up."));
            return;
        }

        context.Report(string.Create(
            CultureInfo.InvariantCulture, $"{context.Session.User} has master key {report.MasterKey}; {report.Replaced} keys were wrapped anew. No node holds anything under the old one."));
        context.Note("a recovery key made before opens nothing any more: 'dfs user recovery-key' makes another one.");
    }
}
