using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Store;

public sealed partial class DfsClient
{
    /// <summary>
    /// Copies a file, or a folder path by path: not at one moment, and what was copied before an error stays. A folder that is there already is
    /// joined. No byte of any file is moved.
    /// </summary>
    /// <param name="from">The file or folder.</param>
    /// <param name="to">Where it shall be as well.</param>
    /// <param name="overwrite">Whether files that lie there may be replaced.</param>
    /// <param name="cancellationToken">Ends it, between two paths if not before.</param>
    /// <exception cref="DfsException">As for <see cref="CopyAsync"/>.</exception>
    public Task<TreeReceipt> CopyTreeAsync(StorePath from, StorePath to, bool overwrite, CancellationToken cancellationToken) =>
        RunTreeAsync("COPY", new TreeWork(from, to, overwrite, IsMove: false), cancellationToken);

    /// <summary>
    /// Moves a file, or a folder path by path: not at one moment. A MOVE that is interrupted loses nothing; run again, it goes on. A folder that is
    /// there already is joined, and an old one that somebody wrote into meanwhile stays.
    /// </summary>
    /// <param name="from">The file or folder.</param>
    /// <param name="to">Where it shall be.</param>
    /// <param name="overwrite">Whether files that lie there may be replaced.</param>
    /// <param name="cancellationToken">Ends it, between two paths if not before.</param>
    /// <exception cref="DfsException">As for <see cref="MoveAsync"/>.</exception>
    public Task<TreeReceipt> MoveTreeAsync(StorePath from, StorePath to, bool overwrite, CancellationToken cancellationToken) =>
        RunTreeAsync("MOVE", new TreeWork(from, to, overwrite, IsMove: true), cancellationToken);

    private async Task<TreeReceipt> RunTreeAsync(string name, TreeWork work, CancellationToken cancellationToken)
    {
        using var command = Start(name, work.From, cancellationToken);
        return await command.RunAsync(async () =>
        {
            NeedApart(work.From, work.To);
            var operation = Session.Begin();
            var view = await Session.Reader.ReadAsync(operation, work.From, cancellationToken);
            NeedQuorum(operation, view, work.To);
            if (view.Kind == EntryKind.Folder)
                await RunFolderAsync(work, work.From, cancellationToken);
            else
                await RunFileAsync(work, work.From, cancellationToken);
            var receipt = work.ToReceipt();
            command.NoteFaults(receipt.Faults);
            return receipt;
        });
    }

    private async Task RunFileAsync(TreeWork work, StorePath from, CancellationToken cancellationToken)
    {
        var to = work.TargetOf(from);
        work.Add(work.IsMove
            ? await MoveFileAsync(from, to, work.Overwrite, cancellationToken)
            : await CopyFileAsync(from, to, work.Overwrite, cancellationToken));
    }

    private async Task RunFolderAsync(TreeWork work, StorePath from, CancellationToken cancellationToken)
    {
        work.AddFolder(await MakeFolderAsync(work.TargetOf(from), cancellationToken));
        foreach (var entry in await ListForCertainAsync(from, cancellationToken))
        {
            if (entry.IsFolder)
                await RunFolderAsync(work, entry.Path, cancellationToken);
            else
                await RunFileAsync(work, entry.Path, cancellationToken);
        }

        if (work.IsMove && !await TryGiveUpFolderAsync(work.TargetOf(from), from, cancellationToken))
            work.AddLeft(from);
    }

    private async Task<IReadOnlyList<ListedEntry>> ListForCertainAsync(StorePath folder, CancellationToken cancellationToken)
    {
        var operation = Session.Begin();
        var entries = await ListEntriesAsync(operation, folder, cancellationToken);
        NeedTwo(operation, operation.Up.Count, folder);
        return entries;
    }

    // As a file's old path: whoever wrote the folder anew meanwhile keeps it, and so does whoever wrote into it.
    private async Task<bool> TryGiveUpFolderAsync(StorePath to, StorePath from, CancellationToken cancellationToken)
    {
        var operation = Session.Begin();
        var view = await Session.Reader.ReadAsync(operation, from, cancellationToken);
        NeedQuorum(operation, view, from);
        if (view.Kind != EntryKind.Folder)
            return !view.Exists;
        if ((await ListEntriesAsync(operation, from, cancellationToken)).Count > 0)
            return false;
        _seenFolders.TryRemove(from, out _);
        return !await GiveUpAsync(operation, view.Best!.Entry, to);
    }

    /// <summary>A COPY or MOVE of a folder, and how far it is.</summary>
    private sealed record TreeWork(StorePath From, StorePath To, bool Overwrite, bool IsMove)
    {
        private readonly List<StorePath> _left = [];
        private readonly HashSet<NodeFault> _faults = [];
        private long _files;
        private long _folders;
        private long _bytes;

        public StorePath TargetOf(StorePath path) =>
            path == From ? To : To.Combine(path.Value[(From.Value.Length + 1)..]);

        public void Add(CopyReceipt receipt)
        {
            _files++;
            _bytes += receipt.Length;
            _faults.UnionWith(receipt.Faults);
            if (receipt.IsSourceNewer)
                AddLeft(receipt.From);
        }

        public void AddFolder(WriteReceipt receipt)
        {
            _folders++;
            _faults.UnionWith(receipt.Faults);
        }

        public void AddLeft(StorePath path) => _left.Add(path);

        public TreeReceipt ToReceipt() => new()
        {
            From = From,
            To = To,
            Files = _files,
            Folders = _folders,
            Bytes = _bytes,
            Left = [.. _left],
            Faults = [.. _faults],
        };
    }
}
