using System.CommandLine;
using System.Globalization;
using DfsAspire.Client.Shell.Output;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Shell.Commands;

internal static class RepairCommand
{
    public const string Name = "repair";

    public static Command Create(CommandRunner run)
    {
        var scrub = new Option<bool>("--scrub") { Description = "Each node re-reads all its parts first. That takes a while." };
        var json = JsonOutput.Option();
        var command = new Command(Name, "Asks every node to repair itself now. Nodes do so by themselves; this is for those who do not want to wait.") { scrub, json };
        command.SetAction((parse, cancellationToken) => run(
            parse,
            async (context, token) =>
            {
                var store = await context.ConnectAsync(token);
                var receipt = await store.RepairAsync(parse.GetValue(scrub), token);
                if (parse.GetValue(json))
                    context.Surroundings.Out.WriteLine(JsonOutput.Of(receipt));
                else
                    Show(context, receipt);
                return receipt.IsWhole ? ExitCode.Done : ExitCode.Failed;
            },
            cancellationToken));
        return command;
    }

    private static void Show(CommandContext context, RepairReceipt receipt)
    {
        foreach (var (before, after) in receipt.Before.Nodes.Zip(receipt.After.Nodes))
        {
            if (after.Status is { } now)
                context.Report($"{after.Address.Name}: {Change("missing", before, now, status => status.PartsMissing)}, {Change("damaged", before, now, status => status.PartsDamaged)}, {Restored(before, now)} brought back");
            else
                context.Fail($"{after.Address}: {after.Fault}");
        }

        if (receipt.IsWhole)
            context.Report("Every part is whole.");
        else
            context.Fail("Not every part is whole, or not every node could be asked. Start nodes that are away and repair again; 'dfs status' says more.");
    }

    private static string Change(string what, NodeReport before, NodeStatus after, Func<NodeStatus, long> count) => string.Create(
        CultureInfo.InvariantCulture, $"{what} {(before.Status is { } then ? count(then) : count(after))} → {count(after)}");

    // A node that was started anew meanwhile counts from zero again.
    private static string Restored(NodeReport before, NodeStatus after) =>
        Math.Max(0, after.PartsRestored - (before.Status?.PartsRestored ?? 0)).ToString(CultureInfo.InvariantCulture);
}
