using System.Globalization;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Trees;

/// <summary>Deletes a folder with all that is in it: files first, then folders, the deepest before those they lie in.</summary>
internal static class RemoveTree
{
    public static async Task<int> RunAsync(CommandContext context, string name, StorePath folder, CancellationToken cancellationToken)
    {
        var store = await context.ConnectAsync(cancellationToken);
        var tree = await StoreTree.ReadAsync(store, folder, cancellationToken);
        var files = new ManyFiles(context);
        var faults = new SeenFaults(context);
        faults.Note(tree.Faults);
        await files.RunAsync(tree.Files, entry => entry.Path.Value, (entry, token) => DeleteAsync(entry.Path, isFolder: false, token), cancellationToken);
        foreach (var path in tree.Folders.Select(entry => entry.Path).Reverse().Append(folder))
            await files.TryAsync($"{path}/", () => DeleteAsync(path, isFolder: true, cancellationToken));
        files.ShowFailures();
        context.Report(string.Create(
            CultureInfo.InvariantCulture, $"{name} {folder}/: {tree.Files.Count()} files, {tree.Folders.Count() + 1} folders{(files.Failed == 0 ? "" : $"; {files.Failed} failed")}"));
        return files.ExitCode;

        async Task DeleteAsync(StorePath path, bool isFolder, CancellationToken token)
        {
            try
            {
                var receipt = await store.DeleteAsync(path, token);
                faults.Note(receipt.Faults);
                context.Receipt?.Add(receipt, isFolder);
            }
            catch (DfsException fault) when (fault.Fault == DfsFault.NotFound)
            {
                // Somebody else was faster, and it is gone, which is what was wanted.
            }
        }
    }
}
