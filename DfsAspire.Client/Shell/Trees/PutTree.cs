using System.Globalization;
using DfsAspire.Client.Shell.Output;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Trees;

/// <summary>Stores a local directory with all that is in it.</summary>
internal static class PutTree
{
    public static async Task<int> RunAsync(CommandContext context, string name, string directory, StorePath path, CancellationToken cancellationToken)
    {
        var store = await context.ConnectAsync(cancellationToken);
        var files = new ManyFiles(context);
        var entries = new LocalTree(files.Note, files.Fail).Read(directory, path);
        var faults = new SeenFaults(context);
        var folders = await MakeFoldersAsync(context, store, path, entries, files, cancellationToken);
        var due = entries.Where(entry => !entry.IsFolder).ToList();
        var total = due.Sum(entry => entry.Length);
        var put = 0;
        await TransferDisplay.RunAsync(context, $"{name} {path}/ ({due.Count} files)", async progress =>
        {
            var tree = new TreeProgress(progress, total);
            await files.RunAsync(due, entry => entry.File, async (entry, token) =>
            {
                var receipt = await store.PutFileAsync(entry.Path, entry.File, tree.OfOneFile(), token);
                faults.Note(receipt.Faults);
                context.Receipt?.Add(receipt, entry.File);
                Interlocked.Increment(ref put);
            }, cancellationToken);
            return put;
        });
        files.ShowFailures();
        var failed = files.Failed == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {files.Failed} failed, and the same command tries them again");
        context.Report(string.Create(
            CultureInfo.InvariantCulture, $"{name} {path}/: {put} files, {folders} folders, {ByteSize.Format(total)}{failed}"));
        return files.ExitCode;
    }

    // Before the files, and one after the other: a folder that several files make at once is written several times.
    private static async Task<int> MakeFoldersAsync(
        CommandContext context, IStore store, StorePath top, List<LocalEntry> entries, ManyFiles files, CancellationToken cancellationToken)
    {
        var made = 0;
        foreach (var folder in entries.Where(entry => entry.IsFolder).Select(entry => entry.Path).Prepend(top).Where(path => !path.IsRoot))
        {
            if (await files.TryAsync($"{folder}/", () => MakeAsync(folder)))
                made++;
        }

        return made;

        async Task MakeAsync(StorePath folder)
        {
            var receipt = await store.MakeFolderAsync(folder, cancellationToken);
            context.Receipt?.Add(receipt, isFolder: true);
        }
    }
}
