using System.CommandLine;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Commands;

/// <summary>The commands that write without contents: <c>mkdir</c> and <c>rm</c>.</summary>
internal static class WriteCommands
{
    public const string MakeFolder = "mkdir";
    public const string Remove = "rm";

    public static Command CreateMakeFolder(CommandRunner run) => Create(
        MakeFolder, "FOLDER", "Makes a folder, and those above it.", run,
        (store, path, cancellationToken) => store.MakeFolderAsync(path, cancellationToken));

    public static Command CreateRemove(CommandRunner run) => Create(
        Remove, "PATH", "Deletes a file or an empty folder.", run,
        (store, path, cancellationToken) => store.DeleteAsync(path, cancellationToken));

    private static Command Create(
        string name, string argument, string description, CommandRunner run,
        Func<IStore, StorePath, CancellationToken, Task<WriteReceipt>> write)
    {
        var target = new Argument<string>(argument) { Description = "A path in the store." };
        var command = new Command(name, description) { target };
        command.SetAction((parse, cancellationToken) => run(
            parse,
            async (context, token) =>
            {
                var path = StorePath.Parse(parse.GetRequiredValue(target));
                if (path.IsRoot)
                    throw new UsageException($"{name} needs the path of something under your root.");
                var store = await context.ConnectAsync(token);
                var receipt = await write(store, path, token);
                context.Note(receipt.Faults);
                context.Report($"{name} {receipt.Path}: taken by {string.Join(' ', receipt.Nodes)}");
                return ExitCode.Done;
            },
            cancellationToken));
        return command;
    }
}
