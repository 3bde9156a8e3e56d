using System.CommandLine;
using DfsAspire.Client.Shell.Output;
using DfsAspire.Client.Shell.Trees;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Commands;

internal static class PutCommand
{
    public const string Name = "put";

    public static Command Create(CommandRunner run)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Local files, '-' for the standard input; a last name ending in '/' is the folder to store them in.",
            Arity = ArgumentArity.OneOrMore,
        };
        var to = new Option<string?>("--to") { Description = "The folder to store them in.", HelpName = "FOLDER" };
        var under = new Option<string?>("--as") { Description = "The path of the one file in the store, instead of its own name.", HelpName = "PATH" };
        var recursive = new Option<bool>("-r", "--recursive") { Description = "Stores directories too, with all that is in them." };
        var json = JsonOutput.Option();
        var command = new Command(Name, "Stores files under their own names.") { files, to, under, recursive, json };
        command.SetAction((parse, cancellationToken) => run(
            parse,
            (any, token) => CommandReceipt.RunAsync(any, parse.GetValue(json), context => PutAsync(
                context, PutPlan.Read(parse.GetRequiredValue(files), parse.GetValue(to), parse.GetValue(under), parse.GetValue(recursive)), token)),
            cancellationToken));
        return command;
    }

    private static async Task<int> PutAsync(CommandContext context, PutPlan plan, CancellationToken cancellationToken)
    {
        var ofTrees = ExitCode.Done;
        var ofFiles = await SeveralFiles.RunAsync(context, plan.Files, file => file, async file =>
        {
            var path = plan.PathOf(file);
            if (file == PutPlan.StandardInput)
            {
                var store = await context.ConnectAsync(cancellationToken);
                await using var input = context.Surroundings.OpenInput();
                await PutAsync(context, path, null, progress => store.PutAsync(path, input, progress, cancellationToken));
                return;
            }

            var local = Path.GetFullPath(file, context.Surroundings.WorkingDirectory);
            if (Directory.Exists(local))
            {
                if (!plan.IsRecursive)
                    throw new IOException($"{local} is a directory, and put stores files; -r stores what is in it.");
                ofTrees = Math.Max(ofTrees, await PutTree.RunAsync(context, Name, local, path, cancellationToken));
                return;
            }

            if (!File.Exists(local))
                throw new FileNotFoundException($"There is no file {local}.");
            var files = await context.ConnectAsync(cancellationToken);
            await PutAsync(context, path, local, progress => files.PutFileAsync(path, local, progress, cancellationToken));
        });
        return Math.Max(ofTrees, ofFiles);
    }

    private static async Task PutAsync(CommandContext context, StorePath path, string? local, Func<IProgress<TransferProgress>?, Task<PutReceipt>> put)
    {
        var receipt = await TransferDisplay.RunAsync(context, $"{Name} {path}", put);
        context.Note(receipt.Faults);
        if (receipt.Loans > 0)
            context.Note($"{receipt.Loans} of the part transfers of {path} went to the node opposite as a loan, so that every part is on two nodes.");
        context.Receipt?.Add(receipt, local);
        context.Report(Summary(receipt));
    }

    private static string Summary(PutReceipt receipt)
    {
        var transfers = receipt.Holders.Sum(nodes => nodes.Count);
        var holders = receipt.Holders.SelectMany(nodes => nodes).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return $"{Name} {receipt.Path}: {ByteSize.Format(receipt.Length)}, {transfers} part transfers, held by {string.Join(' ', holders)}";
    }
}
