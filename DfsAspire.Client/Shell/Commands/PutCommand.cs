using System.CommandLine;
using DfsAspire.Client.Shell.Output;
using DfsAspire.Client.Store;

namespace DfsAspire.Client.Shell.Commands;

internal static class PutCommand
{
    public const string Name = "put";

    public static Command Create(CommandRunner run)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Local files; a last name ending in '/' is the folder to store them in.",
            Arity = ArgumentArity.OneOrMore,
        };
        var to = new Option<string?>("--to") { Description = "The folder to store them in.", HelpName = "FOLDER" };
        var command = new Command(Name, "Stores files under their own names.") { files, to };
        command.SetAction((parse, cancellationToken) => run(
            parse,
            (context, token) => PutAsync(context, PutPlan.Read(parse.GetRequiredValue(files), parse.GetValue(to)), token),
            cancellationToken));
        return command;
    }

    private static Task<int> PutAsync(CommandContext context, PutPlan plan, CancellationToken cancellationToken) =>
        SeveralFiles.RunAsync(context, plan.Files, file => file, async file =>
        {
            var local = Path.GetFullPath(file, context.Surroundings.WorkingDirectory);
            if (Directory.Exists(local))
                throw new IOException($"{local} is a directory, and put stores files.");
            if (!File.Exists(local))
                throw new FileNotFoundException($"There is no file {local}.");
            var path = plan.PathOf(file);
            var store = await context.ConnectAsync(cancellationToken);
            var receipt = await TransferDisplay.RunAsync(
                context, $"{Name} {path}", progress => store.PutFileAsync(path, local, progress, cancellationToken));
            context.Note(receipt.Faults);
            if (receipt.Loans > 0)
                context.Note($"{receipt.Loans} of the part transfers of {path} went to the node opposite as a loan, so that every part is on two nodes.");
            context.Report(Summary(receipt));
        });

    private static string Summary(PutReceipt receipt)
    {
        var transfers = receipt.Holders.Sum(nodes => nodes.Count);
        var holders = receipt.Holders.SelectMany(nodes => nodes).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return $"{Name} {receipt.Path}: {ByteSize.Format(receipt.Length)}, {transfers} part transfers, held by {string.Join(' ', holders)}";
    }
}
