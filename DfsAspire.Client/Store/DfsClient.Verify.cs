using DfsAspire.Client.Sealing;
using DfsAspire.Client.Transfer;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Store;

public sealed partial class DfsClient
{
    /// <summary>Reads every copy of every part of the files at or below some paths, authenticates each segment, and has each node check its own file.</summary>
    /// <param name="paths">Files and folders; the root for everything.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DfsException">A path does not exist, or no node answers.</exception>
    public async Task<VerifyReport> VerifyAsync(IReadOnlyList<StorePath> paths, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        using var command = Start("VERIFY", paths.Count == 1 ? paths[0] : StorePath.Root, cancellationToken);
        return await command.RunAsync(async () =>
        {
            var nodeFaults = new List<NodeFault>();
            var files = new SortedDictionary<string, StorePath>(StringComparer.Ordinal);
            var total = 0L;
            foreach (var path in paths)
                await foreach (var (file, length) in FilesBelowAsync(path, nodeFaults, cancellationToken))
                    if (files.TryAdd(file.Value, file))
                        total += length;
            var meter = new ProgressMeter(progress, 2 * total, Session.Time);
            var verification = new Verification(meter, Session.Time);
            foreach (var file in files.Values)
                await VerifyFileAsync(file, verification, nodeFaults, cancellationToken);
            await verification.ConfirmAsync(cancellationToken);
            command.NoteBytes(verification.Bytes);
            return verification.Report(files.Count, [.. nodeFaults.Distinct()]);
        });
    }

    private async Task VerifyFileAsync(StorePath path, Verification verification, List<NodeFault> nodeFaults, CancellationToken cancellationToken)
    {
        var operation = Session.Begin();
        try
        {
            var view = await Session.Reader.ReadAsync(operation, path, cancellationToken);
            // Deleted since it was listed.
            if (view.Kind is EntryKind.Tombstone)
                return;
            var entry = FileOf(operation, view, path);
            using var keys = await OpenKeysAsync(view, entry, cancellationToken);
            await Task.WhenAll(Enumerable.Range(1, Lanes.Count).Select(part => verification.VerifyAsync(entry, part, view.HoldersOf(part), keys, cancellationToken)));
        }
        catch (DfsException fault)
        {
            verification.Add(new VerifyFault(path, null, null, fault.Message));
        }

        nodeFaults.AddRange(operation.Faults);
    }

    private async IAsyncEnumerable<(StorePath File, long Length)> FilesBelowAsync(
        StorePath path, List<NodeFault> nodeFaults, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var operation = Session.Begin();
        var view = path.IsRoot ? null : await Session.Reader.LookAsync(operation, path, cancellationToken);
        if (view is { Kind: not EntryKind.Folder })
        {
            yield return (path, FileOf(operation, view, path).ContentLength);
            yield break;
        }

        var folders = new Stack<StorePath>([path]);
        while (folders.TryPop(out var folder))
        {
            var listing = await ListAsync(folder, cancellationToken);
            nodeFaults.AddRange(listing.Faults);
            foreach (var entry in listing.Entries)
            {
                if (entry.IsFolder)
                    folders.Push(entry.Path);
                else
                    yield return (entry.Path, entry.Length + entry.Padding);
            }
        }
    }
}
