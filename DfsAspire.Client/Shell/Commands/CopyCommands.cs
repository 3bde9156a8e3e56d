using System.CommandLine;
using System.Globalization;
using DfsAspire.Client.Shell.Output;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Commands;

/// <summary>The commands that give files and folders other paths: <c>mv</c> and <c>cp</c>.</summary>
internal static class CopyCommands
{
    public const string Move = "mv";
    public const string Copy = "cp";

    public static Command CreateMove(CommandRunner run) => Create(
        Move, "Moves or renames a file, or a folder path by path. No contents are sent.", run,
        (store, from, to, overwrite, cancellationToken) => store.MoveTreeAsync(from, to, overwrite, cancellationToken));

    public static Command CreateCopy(CommandRunner run) => Create(
        Copy, "Copies a file, or a folder path by path, within the store. No contents are sent.", run,
        (store, from, to, overwrite, cancellationToken) => store.CopyTreeAsync(from, to, overwrite, cancellationToken));

    /// <summary>What a target that ends in <c>/</c> means: the folder to put it in, under its own name.</summary>
    /// <exception cref="InvalidPathException">The store does not take the name.</exception>
    public static StorePath TargetOf(StorePath from, string to) =>
        to.EndsWith('/') ? StorePath.Parse(to == "/" ? "" : to).Combine(from.Name) : StorePath.Parse(to);

    private static Command Create(
        string name, string description, CommandRunner run,
        Func<IStore, StorePath, StorePath, bool, CancellationToken, Task<TreeReceipt>> write)
    {
        var source = new Argument<string>("FROM") { Description = "A file or folder in the store." };
        var target = new Argument<string>("TO") { Description = "Its path afterwards; one that ends in '/' is the folder to put it in." };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replaces files that lie there." };
        var json = JsonOutput.Option();
        var command = new Command(name, description) { source, target, overwrite, json };
        command.SetAction((parse, cancellationToken) => run(
            parse,
            async (context, token) =>
            {
                var from = StorePath.Parse(parse.GetRequiredValue(source));
                var to = from.IsRoot ? from : TargetOf(from, parse.GetRequiredValue(target));
                if (from.IsRoot || to.IsRoot)
                    throw new UsageException($"{name} needs the paths of something under your root.");
                var store = await context.ConnectAsync(token);
                Report(context, name, await RunAsync(), parse.GetValue(json));
                return ExitCode.Done;

                async Task<TreeReceipt> RunAsync()
                {
                    try
                    {
                        return await write(store, from, to, parse.GetValue(overwrite), token);
                    }
                    catch (DfsException fault) when (fault.Fault == DfsFault.AlreadyExists)
                    {
                        throw new DfsException(fault.Fault, $"{fault.Message} (--overwrite replaces it.)", fault);
                    }
                }
            },
            cancellationToken));
        return command;
    }

    private static void Report(CommandContext context, string name, TreeReceipt receipt, bool json)
    {
        if (json)
        {
            context.Surroundings.Out.WriteLine(JsonOutput.Of(receipt));
            return;
        }

        context.Note(receipt.Faults);
        foreach (var path in receipt.Left)
            context.Note($"{path} is still there: somebody wrote there meanwhile.");
        var folders = receipt.Folders == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{receipt.Folders} folders, ");
        context.Report(string.Create(
            CultureInfo.InvariantCulture, $"{name} {receipt.From} {receipt.To}: {folders}{receipt.Files} files, {ByteSize.Format(receipt.Bytes)}"));
    }
}
