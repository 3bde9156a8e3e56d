using System.Globalization;
using DfsAspire.Client.Shell.Output;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Trees;

/// <summary>Fetches a folder with all that is in it.</summary>
internal static class GetTree
{
    public static async Task<int> RunAsync(CommandContext context, string name, StorePath folder, string directory, CancellationToken cancellationToken)
    {
        var store = await context.ConnectAsync(cancellationToken);
        var tree = (await StoreTree.ReadAsync(store, folder, cancellationToken)).ForPeople();
        tree.NoteTo(context);
        var files = new ManyFiles(context);
        var faults = new SeenFaults(context);
        faults.Note(tree.Faults);
        Directory.CreateDirectory(directory);
        foreach (var deeper in tree.Folders)
            await files.TryAsync($"{deeper.Path}/", () => Task.FromResult(Directory.CreateDirectory(LocalOf(deeper.Path))));
        var due = tree.Files.ToList();
        var total = due.Sum(entry => entry.Length);
        var got = 0;
        await TransferDisplay.RunAsync(context, $"{name} {folder}/ ({due.Count} files)", async progress =>
        {
            var whole = new TreeProgress(progress, total);
            await files.RunAsync(due, entry => entry.Path.Value, async (entry, token) =>
            {
                var local = LocalOf(entry.Path);
                var receipt = await store.GetFileAsync(entry.Path, local, whole.OfOneFile(), token);
                faults.Note(receipt.Faults);
                context.Receipt?.Add(receipt, local);
                Interlocked.Increment(ref got);
            }, cancellationToken);
            return got;
        });
        files.ShowFailures();
        var failed = files.Failed == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {files.Failed} failed");
        context.Report(string.Create(
            CultureInfo.InvariantCulture, $"{name} {folder}/: {got} files, {ByteSize.Format(total)}, written to {directory}{failed}"));
        return files.ExitCode;

        string LocalOf(StorePath path) => Path.Combine([directory, .. Below(folder, path).Split('/').Select(LocalName.Of)]);
    }

    private static string Below(StorePath folder, StorePath path) => folder.IsRoot ? path.Value : path.Value[(folder.Value.Length + 1)..];
}
