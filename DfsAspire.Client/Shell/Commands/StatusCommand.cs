using System.CommandLine;
using System.Globalization;
using DfsAspire.Client.Shell.Output;
using DfsAspire.Client.Store;

namespace DfsAspire.Client.Shell.Commands;

internal static class StatusCommand
{
    public const string Name = "status";

    public static Command Create(CommandRunner run)
    {
        var json = JsonOutput.Option();
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
        foreach (var line in NodeTable.Lines(status, context.Surroundings.Time.GetUtcNow()))
            context.Answer(line);
        foreach (var node in status.Nodes)
            if ((node.Fault ?? node.Status?.Why) is { } why)
                context.Answer($"{node.Address}: {why}");
        foreach (var node in status.Nodes.Where(node => node.Status is { StrayFiles: > 0 }))
            context.Answer(string.Create(CultureInfo.InvariantCulture, $"{node.Address}: nobody asks for {node.Status!.StrayFiles} of the part files on its volume; the scrub removes them when they are old enough"));
        foreach (var node in status.Nodes.Where(node => node.Certificate is not null))
            context.Answer($"{node.Address}: certificate {node.Certificate}");
        foreach (var node in status.Nodes.Where(node => node.Status is { PartsUnobtainable: > 0 }))
            context.Answer(string.Create(CultureInfo.InvariantCulture, $"{node.Address}: no other node could give {node.Status!.PartsUnobtainable} of its lacking parts at the last attempt"));
    }
}
