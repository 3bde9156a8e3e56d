using DfsAspire.Client.Quorum;
using DfsAspire.Client.Transfer;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Store;

public sealed partial class DfsClient
{
    // Of versions that no node lists as whole, the newest are looked at more closely.
    private const int MostLooks = 16;

    /// <summary>
    /// Lists what a path holds and held before, as far as nodes still keep it. Every version was signed by this user; how well each is kept stands
    /// with it. A file that was moved has its earlier versions under its old path.
    /// </summary>
    /// <exception cref="DfsException">No node answers.</exception>
    public async Task<VersionListing> ListVersionsAsync(StorePath path, CancellationToken cancellationToken)
    {
        using var command = Start("VERSIONS", path, cancellationToken);
        return await command.RunAsync(async () =>
        {
            NeedName(path);
            var operation = Session.Begin();
            var view = await Session.Reader.ReadAsync(operation, path, cancellationToken);
            if (view.Answers.Count == 0)
                throw Unanswered(operation, path);
            var items = await ListVersionItemsAsync(operation, path.Folder, path.Name, cancellationToken);
            // A node that missed the newest write holds an earlier version as what the path holds now.
            var behind = view.Answers.Where(answer => answer.Reply.Entry is { Entry.Kind: EntryKind.File } entry && entry.Entry.Stamp < view.BestStamp)
                .Select(answer => new VersionItem(answer.Reply.Entry!, answer.Reply.Held, 0, 0));
            var listed = VersionMerge.Merge([.. items, .. behind], _ => view.BestStamp)[path].Where(version => !version.IsFolder).ToList();
            var doubtful = listed.Where(version => !version.IsComplete).Take(MostLooks).ToHashSet();
            var old = await Task.WhenAll(listed.Select(async version => doubtful.Contains(version)
                ? VersionMerge.With(version, await LookAtContentAsync(operation, version, cancellationToken))
                : version));
            FileVersion[] present = view.Kind == EntryKind.File
                ? [VersionMerge.Present(view.Best!, [.. view.HoldingBest.Select(answer => answer.Reply.Held)])]
                : [];
            command.NoteFaults(operation.Faults);
            return new VersionListing { Path = path, Versions = [.. present, .. old], MayBeOld = operation.Up.Count < 2, Faults = operation.Faults };
        });
    }

    /// <summary>
    /// Lists the names directly in a folder that hold nothing any more, each with the last version that nodes still keep. The folder may be deleted
    /// itself. Names that something was moved away from are among them, and marked.
    /// </summary>
    /// <exception cref="DfsException">No node answers.</exception>
    public async Task<DeletedListing> ListDeletedAsync(StorePath folder, CancellationToken cancellationToken)
    {
        using var command = Start("VERSIONS", folder, cancellationToken);
        return await command.RunAsync(async () =>
        {
            var operation = Session.Begin();
            var newest = new Dictionary<StorePath, Entry>();
            foreach (var entry in (await ListItemsAsync(operation, folder, cancellationToken)).Select(item => item.Entry.Entry))
                if (!newest.TryGetValue(entry.Path, out var known) || known.Stamp < entry.Stamp)
                    newest[entry.Path] = entry;
            var items = await ListVersionItemsAsync(operation, folder, "", cancellationToken);
            var versions = VersionMerge.Merge(items, path => newest.GetValueOrDefault(path)?.Stamp ?? Stamp.None);
            command.NoteFaults(operation.Faults);
            return new DeletedListing
            {
                Folder = folder,
                Entries =
                [
                    .. versions.Where(of => newest.GetValueOrDefault(of.Key) is not { Kind: EntryKind.File or EntryKind.Folder })
                        .Select(of => of.First()).OrderBy(version => version.Path.Name, Utf8Order.Instance),
                ],
                MayBeOld = operation.Up.Count < 2,
                Faults = operation.Faults,
            };
        });
    }

    /// <summary>
    /// Makes an earlier version what its path holds, or another path. It is a write like any other: what was there before becomes an earlier version.
    /// No byte of the file is moved, unless a node that is up lacks its parts or one is away. The file keeps its time; missing folders are made.
    /// </summary>
    /// <param name="version">The version, from <see cref="ListVersionsAsync"/> or <see cref="ListDeletedAsync"/>. A folder is made again, empty.</param>
    /// <param name="target">Where to put it; null for its own path.</param>
    /// <param name="overwrite">Whether a file that lies there now may be replaced. Who writes there at this very moment is not kept from it.</param>
    /// <param name="cancellationToken">Ends it. Before the commit nothing has changed then; during the commit it is no longer heeded.</param>
    /// <exception cref="DfsException">
    /// <see cref="DfsFault.NotFound"/> when no node keeps it any more; <see cref="DfsFault.AlreadyExists"/>; <see cref="DfsFault.Conflict"/> when a folder
    /// lies there; <see cref="DfsFault.Incomplete"/> when three nodes cannot be given their parts; else the write was refused, or its outcome is open.
    /// </exception>
    public async Task<CopyReceipt> RestoreAsync(FileVersion version, StorePath? target, bool overwrite, CancellationToken cancellationToken)
    {
        var to = target ?? version.Path;
        using var command = Start("RESTORE", to, cancellationToken);
        return await command.RunAsync(async () =>
        {
            NeedName(to);
            var receipt = version.IsFolder
                ? await RestoreFolderAsync(version, to, cancellationToken)
                : await RestoreFileAsync(version, to, overwrite, cancellationToken);
            command.NoteFaults(receipt.Faults);
            return receipt;
        });
    }

    /// <summary>Opens an earlier version of a file, so that ranges of it can be read while nodes keep it.</summary>
    /// <exception cref="DfsException">No node keeps the version any more (<see cref="DfsFault.NotFound"/>), or it is incomplete or damaged.</exception>
    public async Task<VersionReader> OpenAsync(FileVersion version, CancellationToken cancellationToken)
    {
        using var command = Start("STAT", version.Path, cancellationToken);
        return await command.RunAsync(async () =>
        {
            var operation = Session.Begin();
            var view = await FindToReadAsync(operation, version, cancellationToken);
            return new VersionReader(Session, operation, view, await OpenKeysAsync(view, version.Signed.Entry, cancellationToken), Describe(view));
        });
    }

    private async Task<CopyReceipt> RestoreFolderAsync(FileVersion version, StorePath to, CancellationToken cancellationToken)
    {
        var made = await MakeFolderAsync(to, cancellationToken);
        return new CopyReceipt { Path = to, From = version.Path, SourceStamp = version.Stamp, Stamp = made.Stamp, Length = 0, Nodes = made.Nodes, Faults = made.Faults };
    }

    private Task<CopyReceipt> RestoreFileAsync(FileVersion version, StorePath to, bool overwrite, CancellationToken cancellationToken) =>
        TryTwiceAsync(operation => RestoreOnceAsync(operation, version, to, overwrite, cancellationToken), cancellationToken);

    private async Task<CopyReceipt> RestoreOnceAsync(Operation operation, FileVersion version, StorePath to, bool overwrite, CancellationToken cancellationToken)
    {
        var target = await ReadTargetAsync(operation, to, cancellationToken);
        if (target.Best?.Entry.Content == version.Content)
            return RestoreReceipt(target.BestStamp, target.HoldingBest.Select(answer => answer.Node));
        if (target.Exists && !overwrite)
            throw AlreadyExists(to);
        var withNothing = new HashSet<Connections.NodeClient>();
        try
        {
            await EnsureFolderAsync(operation, to.Folder, to, cancellationToken);
            // Last, so that its tickets are young.
            var source = await FindKeptAsync(operation, version, withNothing, cancellationToken);
            var draft = Draft(to, EntryKind.File, target.Highest);
            var entry = version.Signed.Entry with { Path = to, Stamp = draft.Stamp };
            var taken = await Session.Writer.WriteCopyAsync(
                operation, entry, source, StorePath.Root, without => FindMoreKeptAsync(operation, version, without), () => TryLendKeptAsync(operation, version), cancellationToken);
            return RestoreReceipt(entry.Stamp, taken.Select(answer => answer.Node));
        }
        catch (Exception fault) when (fault is OperationCanceledException or DfsException { Fault: not DfsFault.OutcomeOpen })
        {
            // What nodes were given that had nothing of the content is of use to nobody now. Others have what they need for the next attempt: a node at which
            // the version was overtaken by a newer one before its own commit came holds its parts as if they were staged.
            await ContentUpload.DiscardAsync(Session.Begin(), version.Content, [.. withNothing]);
            throw;
        }

        CopyReceipt RestoreReceipt(Stamp stamp, IEnumerable<Connections.NodeClient> nodes) => new()
        {
            Path = to,
            From = version.Path,
            SourceStamp = version.Stamp,
            Stamp = stamp,
            Length = version.Length,
            Nodes = [.. nodes.Select(node => node.Node.Name)],
            Faults = operation.Faults,
        };
    }

    // As a COPY finds its source. No path vouches for the content: what a node does not show it may be letting go of this very moment, and so
    // may one that is away. Nodes that never had it are given their parts.
    private async Task<CopySource> FindKeptAsync(
        Operation operation, FileVersion version, HashSet<Connections.NodeClient> withNothing, CancellationToken cancellationToken)
    {
        var without = new HashSet<Connections.NodeClient>();
        for (var round = 0; ; round++)
        {
            var view = await LookAtContentAsync(operation, version, cancellationToken);
            if (round == 0)
                withNothing.UnionWith(view.Answers.Where(answer => answer.Reply.Held.Mask == 0).Select(answer => answer.Node));
            // Those that do not answer may keep it.
            if (view.Answers.Count < Operation.Quorum)
                throw EntryWriter.Refused(operation, version.Path.Value, view.Answers.Count);
            if (!view.KeyRecords.Any())
                throw NotKept(operation, version);
            var parts = new PartsAtHand(operation, view, version.Signed.Entry, without) { CountsThoseAway = false };
            if (parts.AreEnough())
            {
                return new CopySource(
                    version.Signed.Entry, await KeyRecordOfAsync(view, version.Signed.Entry, cancellationToken),
                    parts.Whole.ToDictionary(answer => answer.Node, answer => answer.Reply.View.Ticket));
            }

            if (round == CompletionRounds || (round >= PatientRounds && parts.Whole.Count < Operation.Quorum))
                throw TooFewKeep(operation, version, parts.Whole.Count);
            if (round >= PatientRounds)
                parts.LeaveOutOthers();
            await parts.CompleteAsync(cancellationToken);
        }
    }

    // As for a COPY: a node that was left out, and is needed when another is lost at the commit, is brought what it lacks.
    private static async Task<IReadOnlyDictionary<Connections.NodeClient, long>> FindMoreKeptAsync(
        Operation operation, FileVersion version, IReadOnlyList<Connections.NodeClient> without)
    {
        var view = await LookAtContentAsync(operation, version, CancellationToken.None);
        if (WholeIn(view).Count == 0)
        {
            await PartsIn(view).CompleteAsync(CancellationToken.None);
            view = await LookAtContentAsync(operation, version, CancellationToken.None);
        }

        return WholeIn(view);

        PartsAtHand PartsIn(PathView seen) => KeptParts(operation, version, seen);

        Dictionary<Connections.NodeClient, long> WholeIn(PathView seen) =>
            PartsIn(seen).Whole.Where(answer => !without.Contains(answer.Node)).ToDictionary(answer => answer.Node, answer => answer.Reply.View.Ticket);
    }

    // A node that never had the content was given its parts, and may have given them up at the commit.
    private static async Task<bool> TryLendKeptAsync(Operation operation, FileVersion version)
    {
        try
        {
            await KeptParts(operation, version, await LookAtContentAsync(operation, version, CancellationToken.None)).CompleteAsync(CancellationToken.None);
            return KeptParts(operation, version, await LookAtContentAsync(operation, version, CancellationToken.None)).AreEnough();
        }
        catch (DfsException)
        {
            return false;
        }
    }

    private static PartsAtHand KeptParts(Operation operation, FileVersion version, PathView seen) =>
        new(operation, seen, version.Signed.Entry, new HashSet<Connections.NodeClient>()) { CountsThoseAway = false };

    // A content never changes, and its entry is signed: any node that has it will do.
    private static async Task<PathView> FindToReadAsync(Operation operation, FileVersion version, CancellationToken cancellationToken)
    {
        if (version.IsFolder)
            throw new DfsException(DfsFault.Conflict, $"'{version.Path}' was a folder. Name a file in it.");
        var view = await LookAtContentAsync(operation, version, cancellationToken);
        if (view.Answers.Count == 0)
            throw Unanswered(operation, version.Path);
        return view.KeyRecords.Any() ? view : throw NotKept(operation, version);
    }

    /// <summary>What nodes have of a version's content, as if its path still held it.</summary>
    private static async Task<PathView> LookAtContentAsync(Operation operation, FileVersion version, CancellationToken cancellationToken)
    {
        var answers = await operation.AskAsync(
            (node, token) => node.AskAsync<GetContent, ContentReply>("content", new GetContent(default, version.Content), token), cancellationToken);
        var sound = new List<Answer<StateReply>>();
        foreach (var (node, reply) in answers)
        {
            if (reply.Outcome.IsOk)
                sound.Add(new Answer<StateReply>(node, new StateReply(reply.Outcome, reply.View, version.Signed, reply.KeyRecord, reply.Held, Stamp.None)));
            else
                operation.MarkDown(node, reply.Outcome.Text ?? reply.Outcome.Status.ToString());
        }

        return new PathView
        {
            Answers = await Incarnations.ValidAsync(sound, reply => reply.View, operation, cancellationToken),
            Best = version.Signed,
            Highest = Stamp.None,
        };
    }

    private async Task<IReadOnlyList<VersionItem>> ListVersionItemsAsync(Operation operation, StorePath folder, string name, CancellationToken cancellationToken)
    {
        var answers = await operation.AskAsync((node, token) => VersionPages.ReadAsync(node, folder, name, Session.Verifier, User, operation.Veil, token), cancellationToken);
        if (answers.Count == 0)
            throw Unanswered(operation, folder.Combine(name));
        return [.. (await Incarnations.ValidAsync(answers, pages => pages.View, operation, cancellationToken)).SelectMany(answer => answer.Reply.Items)];
    }

    private static DfsException TooFewKeep(Operation operation, FileVersion version, int keeping) => new(
        DfsFault.Incomplete,
        $"That version of '{version.Path}' was not restored: {keeping} of 4 nodes keep its parts, and {Operation.Quorum} are needed. Try again when all four are up. If it is near its end, nodes let go of it one by one: fetch that version and put it.")
    {
        Faults = operation.Faults,
    };

    private static DfsException NotKept(Operation operation, FileVersion version) =>
        new(DfsFault.NotFound, $"That version of '{version.Path}' is not kept any more by the nodes that answer.") { Faults = operation.Faults };
}
