using DfsAspire.Client.Quorum;
using DfsAspire.Client.Transfer;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Store;

public sealed partial class DfsClient
{
    // A node that is behind is told of the entry first, and then gets the parts that it turns out to lack.
    private const int PatientRounds = 2;
    private const int CompletionRounds = 4;

    /// <summary>Gives a file a second path. Both name the same content: nothing is sealed, and no byte of it is moved. Missing folders are made.</summary>
    /// <param name="from">The file.</param>
    /// <param name="to">The second path.</param>
    /// <param name="overwrite">Whether a file that lies there may be replaced. Who writes there at this very moment is not kept from it.</param>
    /// <param name="cancellationToken">Ends it. Before the commit nothing has changed then; during the commit it is no longer heeded.</param>
    /// <exception cref="DfsException">
    /// <see cref="DfsFault.AlreadyExists"/>; <see cref="DfsFault.NotFound"/>; <see cref="DfsFault.Conflict"/> when one of the two is a folder;
    /// <see cref="DfsFault.Incomplete"/> when too few nodes have their parts; else the write was refused, or its outcome is open.
    /// </exception>
    public async Task<CopyReceipt> CopyAsync(StorePath from, StorePath to, bool overwrite, CancellationToken cancellationToken)
    {
        using var command = Start("COPY", from, cancellationToken);
        return await command.RunAsync(async () =>
        {
            var receipt = await CopyFileAsync(from, to, overwrite, cancellationToken);
            command.NoteFaults(receipt.Faults);
            return receipt;
        });
    }

    /// <summary>
    /// Gives a file another path: first the new one is committed, then the old one is deleted, unless something was written there meanwhile. No byte
    /// of it is moved. A MOVE that is interrupted leaves the file under both paths at the worst, and can be run again.
    /// </summary>
    /// <param name="from">The file.</param>
    /// <param name="to">Its new path.</param>
    /// <param name="overwrite">Whether a file that lies there may be replaced. Who writes there at this very moment is not kept from it.</param>
    /// <param name="cancellationToken">Ends it. Before the first commit nothing has changed then; from then on it is no longer heeded.</param>
    /// <exception cref="DfsException">As for <see cref="CopyAsync"/>; <see cref="DfsFault.OutcomeOpen"/> also when only the old path could not be deleted.</exception>
    public async Task<CopyReceipt> MoveAsync(StorePath from, StorePath to, bool overwrite, CancellationToken cancellationToken)
    {
        using var command = Start("MOVE", from, cancellationToken);
        return await command.RunAsync(async () =>
        {
            var receipt = await MoveFileAsync(from, to, overwrite, cancellationToken);
            command.NoteFaults(receipt.Faults);
            return receipt;
        });
    }

    private Task<CopyReceipt> CopyFileAsync(StorePath from, StorePath to, bool overwrite, CancellationToken cancellationToken) =>
        TryTwiceAsync(operation => CopyOnceAsync(operation, from, to, overwrite, cancellationToken), cancellationToken);

    private async Task<CopyReceipt> CopyOnceAsync(Operation operation, StorePath from, StorePath to, bool overwrite, CancellationToken cancellationToken)
    {
        NeedApart(from, to);
        var source = await FindSourceAsync(operation, from, to, cancellationToken);
        var target = await ReadTargetAsync(operation, to, cancellationToken);
        if (target.Exists && !overwrite)
            throw AlreadyExists(to);
        return await NameAlsoAsync(operation, source, target, to, isMove: false, cancellationToken);
    }

    private Task<CopyReceipt> MoveFileAsync(StorePath from, StorePath to, bool overwrite, CancellationToken cancellationToken) =>
        TryTwiceAsync(operation => MoveOnceAsync(operation, from, to, overwrite, cancellationToken), cancellationToken);

    private async Task<CopyReceipt> MoveOnceAsync(Operation operation, StorePath from, StorePath to, bool overwrite, CancellationToken cancellationToken)
    {
        NeedApart(from, to);
        var source = await FindSourceAsync(operation, from, to, cancellationToken);
        var target = await ReadTargetAsync(operation, to, cancellationToken);
        // What an interrupted MOVE has left is gone on with.
        var isThere = target.Best?.Entry.Content == source.Entry.Content;
        if (target.Exists && !overwrite && !isThere)
            throw AlreadyExists(to);
        var receipt = isThere
            ? CopyReceiptOf(operation, source, to, target.BestStamp, target.HoldingBest.Select(answer => answer.Node))
            : await NameAlsoAsync(operation, source, target, to, isMove: true, cancellationToken);
        return receipt with { IsSourceNewer = await GiveUpAsync(operation, source.Entry, to), Faults = operation.Faults };
    }

    private async Task<CopyReceipt> NameAlsoAsync(
        Operation operation, CopySource source, PathView target, StorePath to, bool isMove, CancellationToken cancellationToken)
    {
        await EnsureFolderAsync(operation, to.Folder, to, cancellationToken);
        var draft = Draft(to, EntryKind.File, target.Highest);
        var entry = source.Entry with { Path = to, Stamp = draft.Stamp, WrittenAt = isMove ? source.Entry.WrittenAt : draft.WrittenAt };
        var taken = await Session.Writer.WriteCopyAsync(
            operation, entry, source, isMove ? source.Entry.Path : StorePath.Root, without => FindMoreAsync(operation, source.Entry, without), tryLend: null, cancellationToken);
        return CopyReceiptOf(operation, source, to, entry.Stamp, taken.Select(answer => answer.Node));
    }

    // A node that lacked a part of the source was left out, and is needed when another is lost at the commit: it is brought what it lacks.
    private async Task<IReadOnlyDictionary<Connections.NodeClient, long>> FindMoreAsync(
        Operation operation, Entry source, IReadOnlyList<Connections.NodeClient> without)
    {
        var view = await LookAsync();
        if (WholeIn(view).Count == 0 && view.Best?.Entry.Content == source.Content)
        {
            await Session.Reader.FinishEverywhereAsync(operation, view, CancellationToken.None);
            await new PartsAtHand(operation, await LookAsync(), source, new HashSet<Connections.NodeClient>()).CompleteAsync(CancellationToken.None);
            view = await LookAsync();
        }

        return WholeIn(view);

        Task<PathView> LookAsync() => Session.Reader.LookAsync(operation, source.Path, CancellationToken.None);

        Dictionary<Connections.NodeClient, long> WholeIn(PathView seen) => seen.Best?.Entry.Content != source.Content ? [] :
            new PartsAtHand(operation, seen, source, new HashSet<Connections.NodeClient>()).Whole
                .Where(answer => !without.Contains(answer.Node)).ToDictionary(answer => answer.Node, answer => answer.Reply.View.Ticket);
    }

    // Directly after what was read: whatever else is written there has a higher stamp and stays. Two clients that move the same version
    // make the same tombstone, byte for byte, so that neither is in the other's way.
    private async Task<bool> GiveUpAsync(Operation operation, Entry moved, StorePath to)
    {
        var tombstone = new Entry
        {
            User = User,
            Path = moved.Path,
            Kind = EntryKind.Tombstone,
            Stamp = moved.Stamp.Next(),
            WrittenAt = moved.WrittenAt,
        };
        try
        {
            var taken = await Session.Writer.WriteAsync(
                operation, tombstone, ReadOnlyMemory<byte>.Empty, _ => Task.CompletedTask, CancellationToken.None);
            return taken.Any(answer => answer.Reply.Committed > tombstone.Stamp);
        }
        catch (DfsException fault)
        {
            throw new DfsException(
                DfsFault.OutcomeOpen,
                $"'{moved.Path}' lies at '{to}' now, and may still lie at its old path as well: {fault.Message} Run the same command again.",
                fault);
        }
    }

    // As it is read, and with its parts where the commit needs them.
    private async Task<CopySource> FindSourceAsync(Operation operation, StorePath from, StorePath to, CancellationToken cancellationToken)
    {
        var without = new HashSet<Connections.NodeClient>();
        for (var round = 0; ; round++)
        {
            var view = await Session.Reader.ReadAsync(operation, from, cancellationToken);
            NeedQuorum(operation, view, to);
            var entry = FileOf(operation, view, from);
            var parts = new PartsAtHand(operation, view, entry, without);
            if (parts.AreEnough())
                return new CopySource(entry, await KeyRecordOfAsync(view, entry, cancellationToken), parts.Whole.ToDictionary(answer => answer.Node, answer => answer.Reply.View.Ticket));
            if (round == CompletionRounds || (round >= PatientRounds && parts.Whole.Count < Operation.Quorum))
                throw TooFewWhole(operation, from, parts.Whole.Count);
            // A node that missed the commit may have the parts all the same.
            if (round < PatientRounds)
                await Session.Reader.FinishEverywhereAsync(operation, view, cancellationToken);
            else
                parts.LeaveOutOthers();
            await parts.CompleteAsync(cancellationToken);
        }
    }

    private async Task<PathView> ReadTargetAsync(Operation operation, StorePath to, CancellationToken cancellationToken)
    {
        var view = await Session.Reader.ReadAsync(operation, to, cancellationToken);
        NeedQuorum(operation, view, to);
        return view.Kind == EntryKind.Folder ? throw IsFolder(to) : view;
    }

    private static CopyReceipt CopyReceiptOf(
        Operation operation, CopySource source, StorePath to, Stamp stamp, IEnumerable<Connections.NodeClient> nodes) => new()
        {
            Path = to,
            From = source.Entry.Path,
            SourceStamp = source.Entry.Stamp,
            Stamp = stamp,
            Length = source.Entry.Length,
            Nodes = [.. nodes.Select(node => node.Node.Name)],
            Faults = operation.Faults,
        };

    private static void NeedApart(StorePath from, StorePath to)
    {
        NeedName(from);
        NeedName(to);
        if (from == to)
            throw new DfsException(DfsFault.Conflict, $"'{from}' cannot be copied or moved onto itself. Name another path.");
        if (to.Value.StartsWith($"{from.Value}/", StringComparison.Ordinal))
            throw new DfsException(DfsFault.Conflict, $"'{from}' cannot be copied or moved into itself: '{to}' lies in it.");
    }

    private static DfsException AlreadyExists(StorePath path) =>
        new(DfsFault.AlreadyExists, $"'{path}' exists already. Say that it may be overwritten, or choose another name.");

    private static DfsException TooFewWhole(Operation operation, StorePath path, int whole) => new(
        DfsFault.Incomplete,
        $"'{path}' was not copied or moved: {whole} of 4 nodes have their parts of it, and {Operation.Quorum} are needed. Nodes bring back what they lack by themselves; try again when they have.")
    {
        Faults = operation.Faults,
    };
}
