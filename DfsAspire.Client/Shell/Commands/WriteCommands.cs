using System.CommandLine;
using DfsAspire.Client.Shell.Output;
using DfsAspire.Client.Shell.Trees;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Commands;

/// <summary>The commands that write without contents: <c>mkdir</c> and <c>rm</c>.</summary>
internal static class WriteCommands
{
    public const string MakeFolder = "mkdir";
    public const string Remove = "rm";

    public static Command CreateMakeFolder(CommandRunner run)
    {
        var folders = new Argument<string[]>("FOLDER") { Description = "A path in the store.", Arity = ArgumentArity.OneOrMore };
        var json = JsonOutput.Option();
        var command = new Command(MakeFolder, "Makes folders, and those above them.") { folders, json };
        command.SetAction((parse, cancellationToken) => run(
            parse,
            (any, token) => CommandReceipt.RunAsync(any, parse.GetValue(json), context => SeveralFiles.RunAsync(
                context, Paths(MakeFolder, parse.GetRequiredValue(folders)), path => path.Value,
                path => WriteAsync(context, MakeFolder, isFolder: true, store => store.MakeFolderAsync(path, token), token))),
            cancellationToken));
        return command;
    }

    public static Command CreateRemove(CommandRunner run)
    {
        var targets = new Argument<string[]>("PATH")
        {
            Description = "Paths in the store, '*' and '?' in their names standing for others.",
            Arity = ArgumentArity.OneOrMore,
        };
        var recursive = new Option<bool>("-r", "--recursive") { Description = "Deletes folders with all that is in them." };
        var literal = new Option<bool>("--literal") { Description = "Takes '*' and '?' for what they are: parts of a name." };
        var json = JsonOutput.Option();
        var command = new Command(Remove, "Deletes files and empty folders.") { targets, recursive, literal, json };
        command.SetAction((parse, cancellationToken) => run(
            parse,
            (any, token) => CommandReceipt.RunAsync(any, parse.GetValue(json), context => RemoveAsync(
                context, Paths(Remove, parse.GetRequiredValue(targets)), parse.GetValue(recursive), parse.GetValue(literal), token)),
            cancellationToken));
        return command;
    }

    private static async Task<int> RemoveAsync(CommandContext context, IReadOnlyList<StorePath> targets, bool recursive, bool literal, CancellationToken cancellationToken)
    {
        var ofTrees = ExitCode.Done;
        var paths = literal ? targets : await Pattern.ExpandAsync(context, targets, recursive, cancellationToken, PatternNamesake.IsRefused);
        var ofFiles = await SeveralFiles.RunAsync(context, paths, path => path.Value, async path =>
        {
            try
            {
                await WriteAsync(context, Remove, isFolder: null, store => store.DeleteAsync(path, cancellationToken), cancellationToken);
            }
            catch (DfsException fault) when (fault.Fault == DfsFault.Conflict)
            {
                if (!recursive)
                    throw new DfsException(fault.Fault, $"{fault.Message} (-r does.)", fault);
                ofTrees = Math.Max(ofTrees, await RemoveTree.RunAsync(context, Remove, path, cancellationToken));
            }
        });
        return Math.Max(ofTrees, ofFiles);
    }

    private static List<StorePath> Paths(string name, IEnumerable<string> arguments)
    {
        var paths = arguments.Select(StorePath.Parse).ToList();
        return paths.Any(path => path.IsRoot) ? throw new UsageException($"{name} needs the path of something under your root.") : paths;
    }

    private static async Task WriteAsync(CommandContext context, string name, bool? isFolder, Func<IStore, Task<WriteReceipt>> write, CancellationToken cancellationToken)
    {
        var receipt = await write(await context.ConnectAsync(cancellationToken));
        context.Note(receipt.Faults);
        context.Receipt?.Add(receipt, isFolder);
        context.Report($"{name} {receipt.Path}: taken by {string.Join(' ', receipt.Nodes)}");
    }
}
