using System.CommandLine;
using System.Globalization;
using DfsAspire.Client.Shell.Output;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Shell.Commands;

internal static class StatusCommand
{
    public const string Name = "status";

    public static Command Create(CommandRunner run)
    {
        var json = new Option<bool>("--json") { Description = "JSON for programs." };
        var command = new Command(Name, "Asks every node how it is.") { json };
        command.SetAction((parse, cancellationToken) => run(
            parse,
            async (context, token) =>
            {
                var store = await context.ConnectAsync(token);
                var status = await store.GetStatusAsync(token);
                if (parse.GetValue(json))
                    context.Surroundings.Out.WriteLine(JsonOutput.Of(status));
                else
                    Show(context, status);
                return ExitCode.Done;
            },
            cancellationToken));
        return command;
    }

    private static void Show(CommandContext context, StoreStatus status)
    {
        context.Answer($"cluster {status.Cluster:N}, user {context.Session.User}");
        foreach (var node in status.Nodes)
        {
            var state = node.Status is { } numbers ? $"up {Duration(numbers.UptimeMilliseconds)}: {Numbers(numbers)}" : node.Fault;
            context.Answer($"{node.Address}  {state}");
        }
    }

    private static string Numbers(NodeStatus status)
    {
        List<string> numbers =
        [
            Count(status.Parts, "parts"), ByteSize.Format(status.PartBytes), $"{ByteSize.Format(status.FreeBytes)} free", Count(status.Connections, "connections"),
        ];
        (long Count, string What)[] troubles =
            [(status.PartsMissing, "parts missing"), (status.PartsDamaged, "parts damaged"), (status.PartsOnLoan, "parts on loan")];
        numbers.AddRange(troubles.Where(trouble => trouble.Count > 0).Select(trouble => Count(trouble.Count, trouble.What)));
        return string.Join(", ", numbers);
    }

    private static string Count(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}");

    private static string Duration(long milliseconds)
    {
        var seconds = milliseconds / 1000;
        FormattableString text = seconds switch
        {
            < 60 => $"{seconds} s",
            < 3600 => $"{seconds / 60} min",
            < 86400 => $"{seconds / 3600} h {seconds / 60 % 60} min",
            _ => $"{seconds / 86400} d {seconds / 3600 % 24} h",
        };
        return FormattableString.Invariant(text);
    }
}
