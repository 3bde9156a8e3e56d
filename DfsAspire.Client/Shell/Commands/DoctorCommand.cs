using System.CommandLine;
using DfsAspire.Client.Shell.Doctor;
using DfsAspire.Client.Shell.Output;

namespace DfsAspire.Client.Shell.Commands;

/// <summary>Runs the body of a command that must work without a usable configuration.</summary>
internal delegate Task<int> DoctorRunner(ParseResult parse, Func<CommandOutput, string?, string?, CancellationToken, Task<int>> body, CancellationToken cancellationToken);

/// <summary><c>doctor</c>: what is wrong between this program and the store, and what to do about it.</summary>
internal static class DoctorCommand
{
    public const string Name = "doctor";

    public static Command Create(DoctorRunner run)
    {
        var json = JsonOutput.Option();
        var command = new Command(Name, "Checks the configuration, its permissions, every node, versions, clocks, space, your log-in and your quota; says what is wrong and what to do.") { json };
        command.SetAction((parse, cancellationToken) => run(
            parse,
            async (output, file, user, token) =>
            {
                var report = await new Examination(output.Surroundings).RunAsync(file, user, token);
                if (parse.GetValue(json))
                    output.Surroundings.Out.WriteLine(JsonOutput.Of(report));
                else
                    Show(output, report);
                return report.ExitCode;
            },
            cancellationToken));
        return command;
    }

    private static void Show(CommandOutput output, DoctorReport report)
    {
        foreach (var finding in report.Findings)
        {
            output.Answer($"{Mark(finding.Level)} {finding.What}");
            if (finding.Remedy is { } remedy)
                output.Answer($"       {remedy}");
        }

        var warnings = report.Findings.Count(finding => finding.Level == FindingLevel.Warning);
        output.Report(report.IsWell ? warnings == 0 ? "All is well." : "It works. See the notes above." : "Something is wrong. See above.");
    }

    private static string Mark(FindingLevel level) => level switch
    {
        FindingLevel.Good => "  ok  ",
        FindingLevel.Warning => "  note",
        _ => "  BAD ",
    };
}
