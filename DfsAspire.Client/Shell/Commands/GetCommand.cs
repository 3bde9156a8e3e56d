using System.CommandLine;
using DfsAspire.Client.Shell.Output;
using DfsAspire.Client.Shell.Trees;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Commands;

internal static class GetCommand
{
    public const string Name = "get";

    public static Command Create(CommandRunner run)
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "Files in the store, '*' and '?' in their names standing for others; a last name ending in '/' is the folder of the names before it.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var output = new Option<string?>("-o", "--output")
        {
            Description = "The local file, or the directory, to write to, '-' for the standard output; otherwise files go under their own names into the working directory.",
            HelpName = "FILE|DIR/",
        };
        var recursive = new Option<bool>("-r", "--recursive") { Description = "Fetches folders too, with all that is in them; without a path, everything." };
        var version = new Option<string?>("--version") { Description = "An earlier version of the one file, by the first digits that 'versions' shows.", HelpName = "ID" };
        var json = JsonOutput.Option();
        var command = new Command(Name, "Fetches files. A file appears only when it is whole and authenticated.") { paths, output, recursive, version, json };
        command.SetAction((parse, cancellationToken) => run(
            parse,
            (any, token) => CommandReceipt.RunAsync(any, IsReceiptAsked(parse.GetValue(json), parse.GetValue(output)), context => GetAsync(
                context,
                GetPlan.Read(parse.GetValue(paths) ?? [], parse.GetValue(output), context.Surroundings.WorkingDirectory, parse.GetValue(recursive)),
                parse.GetValue(version),
                token)),
            cancellationToken));
        return command;
    }

    private static bool IsReceiptAsked(bool json, string? output) => json && output == GetPlan.StandardOutput
        ? throw new UsageException("--json and -o - would both write to the standard output. Name a file with -o.")
        : json;

    private static async Task<int> GetAsync(CommandContext context, GetPlan plan, string? version, CancellationToken cancellationToken)
    {
        if (version is not null)
            return await GetVersionAsync(context, plan, version, cancellationToken);
        plan = plan.With(await Pattern.ExpandAsync(context, plan.Paths, plan.IsRecursive, cancellationToken));
        if (plan.IsPiped)
            return await PipeAsync(context, plan.Paths[0], cancellationToken);
        if (plan.IntoDirectory is { } directory)
            Directory.CreateDirectory(directory);
        var ofTrees = ExitCode.Done;
        var ofFiles = await SeveralFiles.RunAsync(context, plan.Paths, path => path.Value, async path =>
        {
            var local = plan.LocalFileOf(path);
            if (plan.IsRecursive && await IsFolderAsync(context, path, cancellationToken))
                ofTrees = Math.Max(ofTrees, await GetTree.RunAsync(context, Name, path, local, cancellationToken));
            else
                await GetFileAsync(context, path, local, cancellationToken);
        });
        return Math.Max(ofTrees, ofFiles);
    }

    private static async Task<int> GetVersionAsync(CommandContext context, GetPlan plan, string id, CancellationToken cancellationToken)
    {
        if (plan.Paths.Count != 1 || plan.IsRecursive)
            throw new UsageException("--version fetches one file. Name it.");
        var store = await context.ConnectAsync(cancellationToken);
        var path = plan.Paths[0];
        var found = (await store.ListVersionsAsync(path, cancellationToken)).Find(id);
        if (plan.IsPiped)
        {
            await using var output = context.Surroundings.OpenOutput();
            Note(context, await TransferDisplay.RunAsync(context, $"{Name} {path}", progress => store.GetAsync(found, output, progress, cancellationToken)));
            return ExitCode.Done;
        }

        if (plan.IntoDirectory is { } directory)
            Directory.CreateDirectory(directory);
        var local = LocalFile(plan.LocalFileOf(path));
        var receipt = await TransferDisplay.RunAsync(context, $"{Name} {path}", progress => store.GetFileAsync(found, local, progress, cancellationToken));
        Note(context, receipt);
        context.Receipt?.Add(receipt, local);
        context.Report($"{Name} {path} --version {id}: {ByteSize.Format(receipt.Length)}, written to {local}");
        return ExitCode.Done;
    }

    private static string LocalFile(string local) =>
        Directory.Exists(local) ? throw new IOException($"{local} is a directory. Name another file with -o.") : local;

    private static async Task<bool> IsFolderAsync(CommandContext context, StorePath path, CancellationToken cancellationToken)
    {
        if (path.IsRoot)
            return true;
        var store = await context.ConnectAsync(cancellationToken);
        return (await store.ListAsync(path.Folder, cancellationToken)).Entries.Any(entry => entry.IsFolder && entry.Path == path);
    }

    private static async Task<int> PipeAsync(CommandContext context, StorePath path, CancellationToken cancellationToken)
    {
        var store = await context.ConnectAsync(cancellationToken);
        await using var output = context.Surroundings.OpenOutput();
        Note(context, await TransferDisplay.RunAsync(context, $"{Name} {path}", progress => store.GetAsync(path, output, progress, cancellationToken)));
        return ExitCode.Done;
    }

    private static async Task GetFileAsync(CommandContext context, StorePath path, string local, CancellationToken cancellationToken)
    {
        LocalFile(local);
        var store = await context.ConnectAsync(cancellationToken);
        var receipt = await TransferDisplay.RunAsync(
            context, $"{Name} {path}", progress => store.GetFileAsync(path, local, progress, cancellationToken));
        Note(context, receipt);
        context.Receipt?.Add(receipt, local);
        context.Report($"{Name} {path}: {ByteSize.Format(receipt.Length)}, written to {local}");
    }

    private static void Note(CommandContext context, GetReceipt receipt)
    {
        context.Note(receipt.Faults);
        if (receipt.AnsweredByTwo)
            context.Note($"only two nodes answered for {receipt.Path}; it was put on both. It is not older than any acknowledged write.");
    }
}
