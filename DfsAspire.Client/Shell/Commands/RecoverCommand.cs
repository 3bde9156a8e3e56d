using System.CommandLine;
using System.Globalization;
using DfsAspire.Client.Recovery;
using DfsAspire.Client.Shell.Output;

namespace DfsAspire.Client.Shell.Commands;

/// <summary>Runs the body of <see cref="RecoverCommand"/>, which needs no store and no configuration.</summary>
internal delegate Task<int> RecoveryRunner(
    ParseResult parse, Func<CommandOutput, RecoveryLogin, CancellationToken, Task<int>> body, CancellationToken cancellationToken);

internal static class RecoverCommand
{
    public const string Name = "recover";

    public static Command Create(RecoveryRunner run)
    {
        var volumes = new Argument<string[]>("VOLUME")
        {
            Description = "Directories of the nodes' volumes, or of copies of them: all that are left.",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string>("-o", "--output")
        {
            Description = "The directory to restore to. What exists there is never overwritten.",
            HelpName = "DIR",
            Required = true,
        };
        var deleted = new Option<bool>("--deleted") { Description = "Deleted files too, as far as they are still there." };
        var json = JsonOutput.Option();
        var command = new Command(
            Name,
            "Restores a user's files from volumes alone, with no node running. Asks for the password when neither the configuration nor DFS_PASSWORD holds it. Exit code 1 when something could not be restored.")
        {
            volumes, output, deleted, json,
        };
        command.SetAction((parse, cancellationToken) => run(
            parse,
            async (shell, login, token) =>
            {
                string Local(string path) => Path.GetFullPath(path, shell.Surroundings.WorkingDirectory);
                string[] from = [.. parse.GetRequiredValue(volumes).Select(Local)];
                if (from.FirstOrDefault(path => !Directory.Exists(path)) is { } missing)
                    throw new UsageException($"There is no directory {missing}. Name the directories of the volumes that are left.");
                var user = await login.FindAsync(token);
                var options = new RecoveryOptions
                {
                    Volumes = from,
                    User = user.Name,
                    Password = user.Password,
                    Output = Local(parse.GetRequiredValue(output)),
                    WithDeleted = parse.GetValue(deleted),
                    Time = shell.Surroundings.Time,
                };
                return await RecoverAsync(shell, options, parse.GetValue(json), token);
            },
            cancellationToken));
        return command;
    }

    private static async Task<int> RecoverAsync(CommandOutput shell, RecoveryOptions options, bool json, CancellationToken cancellationToken)
    {
        var report = await TransferDisplay.RunAsync(shell, Name, progress => VolumeRecovery.RunAsync(options, progress, cancellationToken));
        if (json)
        {
            shell.Surroundings.Out.WriteLine(JsonOutput.Of(report));
        }
        else
        {
            foreach (var note in report.Notes)
                shell.Note(note);
            foreach (var path in report.Paths)
                Say(shell, path);
            shell.Report(Summary(report, options.Output));
        }

        return report.IsWhole ? ExitCode.Done : ExitCode.Failed;
    }

    private static void Say(CommandOutput shell, RecoveredPath path)
    {
        switch (path.Outcome)
        {
            case RecoveryOutcome.Restored:
                shell.Report($"{path.Path}: {ByteSize.Format(path.Bytes)}");
                break;
            case RecoveryOutcome.RestoredOlder:
                shell.Answer(string.Create(
                    CultureInfo.InvariantCulture, $"{path.Path}: an older version, of {path.WrittenAt:u}; the newest was not restored: {path.Reason}"));
                break;
            case RecoveryOutcome.Failed:
                shell.Answer($"{path.Path}: not restored: {path.Reason}");
                break;
        }
    }

    private static string Summary(RecoveryReport report, string output)
    {
        var deleted = report.Paths.Count(path => path.Outcome == RecoveryOutcome.Deleted);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Name}: {report.Paths.Count(path => path.Outcome is RecoveryOutcome.Restored or RecoveryOutcome.RestoredOlder)} files, {ByteSize.Format(report.Paths.Sum(path => path.Bytes))}, restored to {output}; {report.Paths.Count(path => !path.IsGood)} not, or not in their newest version{(deleted == 0 ? "" : $"; {deleted} deleted, left out without --deleted")}");
    }
}
