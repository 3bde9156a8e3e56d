using System.Collections.Concurrent;
using DfsAspire.Client.Connections;
using DfsAspire.Client.Store;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Quorum;

/// <summary>
/// The second half of every write, by the rules of docs/architecture.md, "Writing": the stamp, chosen once, is synced on three
/// nodes before any commit; the signed entry then goes to all of them and is acknowledged when three have taken it.
/// </summary>
internal sealed class EntryWriter(MessageSigner signer, SessionKeys keys)
{
    // What is left of a ticket's age must do for the commit.
    private static readonly TimeSpan LongestPreparation = WireLimits.TicketAge / 4;

    /// <summary>Stamps and commits an entry.</summary>
    /// <param name="operation">The command, whose nodes that are up have staged the write.</param>
    /// <param name="draft">The entry, complete but for nothing: its stamp is above all that three nodes know.</param>
    /// <param name="keyRecord">The content's key record; empty without a content.</param>
    /// <param name="prepareCommit">
    /// Runs between stamp and commit: puts every part on two nodes again where one was lost meanwhile. Once commits are sent it may run again, uncancelled.
    /// </param>
    /// <param name="cancellationToken">Ends the command; once commits are sent it is no longer heeded.</param>
    /// <returns>The answers of the nodes that took the entry.</returns>
    /// <exception cref="DfsException">Fewer than three nodes are left; the fault says whether anything may have changed.</exception>
    public async Task<IReadOnlyList<Answer<CommitReply>>> WriteAsync(
        Operation operation, Entry draft, ReadOnlyMemory<byte> keyRecord, Func<CancellationToken, Task> prepareCommit, CancellationToken cancellationToken)
    {
        var begun = operation.Time.GetTimestamp();
        var stamped = (await StampAsync(operation, draft, StorePath.Root, cancellationToken)).ToList();
        NeedQuorum(operation, draft, stamped.Count);
        await prepareCommit(cancellationToken);
        stamped.RemoveAll(answer => !operation.IsUp(answer.Node.Node.Number));
        if (stamped.Count < Operation.Quorum)
            stamped.AddRange(await JoinAsync([.. stamped.Select(answer => answer.Node)], cancellationToken));
        // A lost node's parts of a large file take their time. The same stamp, placed once more, changes nothing and is answered with new tickets.
        if (operation.Time.GetElapsedTime(begun) >= LongestPreparation)
            stamped = [.. await PlaceAsync(operation, RequestOf(operation, draft, StorePath.Root), [.. stamped.Select(answer => answer.Node)], cancellationToken)];
        NeedQuorum(operation, draft, stamped.Count);
        return await CommitAsync(
            operation, Sign(operation, draft), keyRecord, TicketsOf(stamped), without => OrNoneAsync(TicketsAsync(JoinAsync(without, CancellationToken.None))),
            () => TryAsync(prepareCommit));

        // A node that was called back has not heard of this write. It gets its parts and the stamp like the others.
        async Task<IReadOnlyList<Answer<StampReply>>> JoinAsync(IReadOnlyList<NodeClient> without, CancellationToken token)
        {
            var newcomers = operation.Up.Except(without).ToList();
            if (newcomers.Count == 0)
                return [];
            await prepareCommit(token);
            return await PlaceAsync(operation, RequestOf(operation, draft, StorePath.Root), newcomers, token);
        }
    }

    /// <summary>Stamps and commits an entry that names a content which is committed already.</summary>
    /// <param name="operation">The command.</param>
    /// <param name="draft">The entry; its stamp is above all that three nodes know.</param>
    /// <param name="source">The content, where it was found. No node is asked to take the copy that did not show it whole, or longer ago than its ticket lasts.</param>
    /// <param name="movedFrom">The path that gives the content up afterwards; the root for none.</param>
    /// <param name="findMore">Asked for other nodes than these that hold the content whole by now, with their tickets, when too few are left.</param>
    /// <param name="tryLend">
    /// Puts every part on two nodes again that are up, when one that was given its parts for this write does not take the commit; null where nodes have their parts
    /// by another entry, and keep them.
    /// </param>
    /// <param name="cancellationToken">Ends the command; once commits are sent it is no longer heeded.</param>
    /// <returns>The answers of the nodes that took the entry.</returns>
    /// <exception cref="DfsException">Fewer than three nodes are left; the fault says whether anything may have changed.</exception>
    public async Task<IReadOnlyList<Answer<CommitReply>>> WriteCopyAsync(
        Operation operation, Entry draft, CopySource source, StorePath movedFrom,
        Func<IReadOnlyList<NodeClient>, Task<IReadOnlyDictionary<NodeClient, long>>> findMore, Func<Task<bool>>? tryLend, CancellationToken cancellationToken)
    {
        var stamped = await StampAsync(operation, draft, movedFrom, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var tickets = stamped.Where(answer => source.Tickets.ContainsKey(answer.Node)).ToDictionary(answer => answer.Node, answer => source.Tickets[answer.Node]);
        if (tickets.Count < Operation.Quorum)
            foreach (var (node, ticket) in await JoinAsync([.. tickets.Keys]))
                tickets.Add(node, ticket);
        NeedQuorum(operation, draft, tickets.Count);
        return await CommitAsync(
            operation, Sign(operation, draft), source.KeyRecord, tickets, without => OrNoneAsync(JoinAsync(without)), tryLend ?? (static () => Task.FromResult(true)));

        async Task<Dictionary<NodeClient, long>> JoinAsync(IReadOnlyList<NodeClient> without)
        {
            var more = await findMore(without);
            var placed = await PlaceAsync(operation, RequestOf(operation, draft, movedFrom), [.. more.Keys], CancellationToken.None);
            return placed.ToDictionary(answer => answer.Node, answer => more[answer.Node]);
        }
    }

    // Commits are out: what keeps a newcomer from joining leaves the outcome as open as it was.
    private static async Task<Dictionary<NodeClient, long>> OrNoneAsync(Task<Dictionary<NodeClient, long>> joining)
    {
        try
        {
            return await joining;
        }
        catch (DfsException)
        {
            return [];
        }
    }

    private static async Task<bool> TryAsync(Func<CancellationToken, Task> prepareCommit)
    {
        try
        {
            await prepareCommit(CancellationToken.None);
            return true;
        }
        catch (DfsException)
        {
            return false;
        }
    }

    /// <summary>Refuses a write that three nodes cannot take.</summary>
    public static void NeedQuorum(Operation operation, Entry draft, int reachable)
    {
        if (reachable < Operation.Quorum)
            throw Refused(operation, draft.Path.Value, reachable);
    }

    /// <summary>What a write that too few nodes can take ends in.</summary>
    public static DfsException Refused(Operation operation, string path, int reachable) => operation.QuotaExceeded is { } why
        ? new(DfsFault.QuotaExceeded, $"'{path}' was not stored: {why}")
        : new(
            DfsFault.QuorumRefused,
            $"'{path}' was not changed: only {reachable} of 4 nodes can take it, and {Operation.Quorum} are needed ({string.Join("; ", operation.Faults)}). Start the missing nodes and try again.");

    private static PlaceStamp RequestOf(Operation operation, Entry draft, StorePath movedFrom) =>
        new(default, operation.Veil.Hide(draft.Path), draft.Stamp, draft.Content, draft.ContentLength, operation.Veil.Hide(movedFrom));

    private SignedEntry Sign(Operation operation, Entry draft) =>
        SignedEntry.Sign(draft with { Path = operation.Veil.Hide(draft.Path) }, signer).ReadAs(draft.Path, draft.Length);

    private static async Task<Dictionary<NodeClient, long>> TicketsAsync(Task<IReadOnlyList<Answer<StampReply>>> stamping) => TicketsOf(await stamping);

    private static Dictionary<NodeClient, long> TicketsOf(IEnumerable<Answer<StampReply>> stamped) =>
        stamped.ToDictionary(answer => answer.Node, answer => answer.Reply.View.Ticket);

    private static async Task<IReadOnlyList<Answer<StampReply>>> StampAsync(
        Operation operation, Entry draft, StorePath movedFrom, CancellationToken cancellationToken)
    {
        var valid = await PlaceAsync(operation, RequestOf(operation, draft, movedFrom), null, cancellationToken);
        NeedQuorum(operation, draft, valid.Count);
        return valid;
    }

    // Without a list of nodes, on all that are up.
    private static async Task<IReadOnlyList<Answer<StampReply>>> PlaceAsync(
        Operation operation, PlaceStamp request, IReadOnlyList<NodeClient>? nodes, CancellationToken cancellationToken)
    {
        Task<StampReply> AskAsync(NodeClient node, CancellationToken token) => node.AskAsync<PlaceStamp, StampReply>("stamp", request, token);
        var answers = nodes is null ? await operation.TellAsync(AskAsync, cancellationToken) : await operation.TellAsync(AskAsync, nodes, cancellationToken);
        var placed = new List<Answer<StampReply>>();
        foreach (var answer in answers)
        {
            if (answer.Reply.Outcome.IsOk)
                placed.Add(answer);
            else
                operation.MarkDown(answer.Node, answer.Reply.Outcome.Text ?? $"refused the stamp: {answer.Reply.Outcome.Status}");
        }

        return await Incarnations.ValidAsync(placed, reply => reply.View, operation, cancellationToken);
    }

    private async Task<IReadOnlyList<Answer<CommitReply>>> CommitAsync(
        Operation operation, SignedEntry entry, ReadOnlyMemory<byte> keyRecord, Dictionary<NodeClient, long> tickets,
        Func<IReadOnlyList<NodeClient>, Task<Dictionary<NodeClient, long>>> join, Func<Task<bool>> tryLend)
    {
        var refusing = new ConcurrentBag<NodeClient>();
        var taken = await CommitToAsync(tickets);
        var valid = await ValidAsync();
        if (valid.Count < Operation.Quorum && await join([.. tickets.Keys]) is { Count: > 0 } joined)
        {
            taken = [.. taken.Concat(await CommitToAsync(joined)).OrderBy(answer => answer.Node.Node.Number)];
            valid = await ValidAsync();
        }

        if (valid.Count < Operation.Quorum)
            throw IsOpen($"Only {valid.Count} of 4 nodes confirmed the write, {Operation.Quorum} are needed");
        // A node that was lost has what it staged on its disk. One that answers and does not take it may have given it up, and its parts would lie on one node only.
        if (refusing.Except(taken.Select(answer => answer.Node)).Any() && !await tryLend())
            throw IsOpen("It was written, and some of it lies on one node only");
        return valid;

        DfsException IsOpen(string why) => new(
            DfsFault.OutcomeOpen,
            $"'{entry.Entry.Path}': the outcome is open. {why} ({string.Join("; ", operation.Faults)}). It may still take effect; look again when the nodes are back.");

        Task<IReadOnlyList<Answer<CommitReply>>> ValidAsync() => Incarnations.ValidAsync(taken, reply => reply.View, operation, CancellationToken.None);

        async Task<List<Answer<CommitReply>>> CommitToAsync(Dictionary<NodeClient, long> to)
        {
            var answers = await TellAsync(to.Keys, to);
            // The master key was replaced since this session loaded it, perhaps once more meanwhile. It is the same write, under a newer key.
            while (answers.Where(answer => answer.Reply.Outcome.Status == Status.OldMasterKey).ToList() is { Count: > 0 } refused
                && await TryRenewAsync(entry.Entry.Content, keyRecord) is { } renewed)
            {
                keyRecord = renewed;
                answers = [.. answers.Except(refused), .. await TellAsync(refused.Select(answer => answer.Node), to)];
            }

            foreach (var (node, reply) in answers.Where(answer => !IsTaken(answer)))
            {
                refusing.Add(node);
                operation.MarkDown(node, reply.Outcome.Text ?? $"refused the commit: {reply.Outcome.Status}");
            }

            return [.. answers.Where(IsTaken)];
        }

        // From the first commit on, giving up would leave the outcome open; the nodes' silence limits bound the wait.
        Task<IReadOnlyList<Answer<CommitReply>>> TellAsync(IEnumerable<NodeClient> nodes, Dictionary<NodeClient, long> with) => operation.TellAsync(
            (node, token) => TellOneAsync(node, with[node], token), [.. nodes.OrderBy(node => node.Node.Number)], CancellationToken.None);

        async Task<CommitReply> TellOneAsync(NodeClient node, long ticket, CancellationToken token)
        {
            try
            {
                return await node.AskAsync<Commit, CommitReply>("commit", new Commit(default, entry, keyRecord, ticket), token);
            }
            catch (Exception fault) when (fault is NodeException { Status: not null } or OperationCanceledException)
            {
                // One that is given up with the commit in its hands may yet fail at it.
                refusing.Add(node);
                throw;
            }
        }

        static bool IsTaken(Answer<CommitReply> answer) => answer.Reply.Outcome.Status is Status.Ok or Status.Superseded;
    }

    // Commits are out: whatever keeps the key from being renewed, such as a password that was changed meanwhile, the outcome is open now.
    private async Task<ReadOnlyMemory<byte>?> TryRenewAsync(ContentId content, ReadOnlyMemory<byte> keyRecord)
    {
        try
        {
            return await keys.RenewAsync(content, keyRecord, CancellationToken.None);
        }
        catch (DfsException)
        {
            return null;
        }
    }
}
