using DfsAspire.Client.Connections;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Quorum;

/// <summary>
/// Reads what a path holds by the rules of docs/architecture.md, "Reading": the highest stamp among three answers, returned only
/// once three nodes hold it or a higher one; with two answers, only once both hold it.
/// </summary>
internal sealed class PathReader(string user, SignatureVerifier verifier, SessionKeys keys)
{
    /// <summary>Asks all nodes and takes the valid answers, without finishing anything. For writers, and for looking.</summary>
    public async Task<PathView> LookAsync(Operation operation, StorePath path, CancellationToken cancellationToken) =>
        View(operation, await AskAsync(operation, path, cancellationToken));

    /// <summary>Reads the path and finishes what it finds half done.</summary>
    public async Task<PathView> ReadAsync(Operation operation, StorePath path, CancellationToken cancellationToken)
    {
        var view = View(operation, await AskAsync(operation, path, cancellationToken));
        // Each round ends, finds a newer version, or has one node fewer; the bound guards against writers that never rest.
        for (var round = 0; round < 8; round++)
        {
            var behind = Behind(view);
            var needed = Math.Min(view.Answers.Count, Operation.Quorum);
            if (view.Best is null || view.Answers.Count - behind.Count >= needed || view.Answers.Count < 2)
            {
                // A node that was merely slow may be the one that has the rest.
                if (view.HasAllParts || !operation.TryCallBack())
                    return view;
                view = View(operation, await AskAsync(operation, path, cancellationToken));
                continue;
            }

            await FinishAsync(operation, view, behind, cancellationToken);
            var answers = await AskAsync(operation, path, cancellationToken);
            view = View(operation, WithoutForgetful(operation, answers, [.. behind.Select(answer => answer.Node)], view.BestStamp));
        }

        throw new DfsException(DfsFault.Protocol, $"'{path}': the nodes do not come to an agreement on its version. Try again.");
    }

    /// <summary>Brings the entry to every node that is behind, also where enough others hold it.</summary>
    public Task FinishEverywhereAsync(Operation operation, PathView view, CancellationToken cancellationToken) =>
        Behind(view) is { Count: > 0 } behind ? FinishAsync(operation, view, behind, cancellationToken) : Task.CompletedTask;

    private static List<Answer<StateReply>> Behind(PathView view) =>
        [.. view.Answers.Where(answer => PathView.StampOf(answer.Reply) < view.BestStamp)];

    private async Task FinishAsync(
        Operation operation, PathView view, List<Answer<StateReply>> behind, CancellationToken cancellationToken)
    {
        var record = await SoundKeyRecordAsync(view, cancellationToken);
        var tickets = behind.ToDictionary(answer => answer.Node, answer => answer.Reply.View.Ticket);
        Task<IReadOnlyList<Answer<FinishReply>>> TellAsync(IEnumerable<NodeClient> nodes) => operation.TellAsync(
            (node, token) => node.AskAsync<Finish, FinishReply>("finish", new Finish(default, view.Best!, record, tickets[node]), token), [.. nodes], cancellationToken);

        var replies = await TellAsync(tickets.Keys);
        while (replies.Where(reply => reply.Reply.Outcome.Status == Status.OldMasterKey).ToList() is { Count: > 0 } refused
            && await keys.RenewAsync(view.Best!.Entry.Content, record, cancellationToken) is { } renewed)
        {
            record = renewed;
            replies = [.. replies.Except(refused), .. await TellAsync(refused.Select(reply => reply.Node))];
        }

        foreach (var reply in replies)
            if (reply.Reply.Outcome.Status is not (Status.Ok or Status.Superseded))
                operation.MarkDown(reply.Node, reply.Reply.Outcome.Text ?? $"refused to finish: {reply.Reply.Outcome.Status}");
    }

    // What one node keeps beside a content is handed to others only if it opens: a bad record must not spread.
    private async Task<ReadOnlyMemory<byte>> SoundKeyRecordAsync(PathView view, CancellationToken cancellationToken)
    {
        if (view.Kind != EntryKind.File)
            return ReadOnlyMemory<byte>.Empty;
        var entry = view.Best!.Entry;
        return await keys.WrapAsync(entry.Content, [.. view.KeyRecords], cancellationToken)
            ?? throw new DfsException(DfsFault.Integrity, $"'{entry.Path}' cannot be opened: no node gives a sound key record for it.");
    }

    // A node that was just told of a stamp and does not know it cannot be counted on for anything.
    private static List<Answer<StateReply>> WithoutForgetful(
        Operation operation, IReadOnlyList<Answer<StateReply>> answers, HashSet<NodeClient> told, Stamp stamp)
    {
        var forgetful = answers.Where(answer => told.Contains(answer.Node) && PathView.StampOf(answer.Reply) < stamp).ToList();
        foreach (var answer in forgetful)
            operation.MarkDown(answer.Node, "does not keep what it has taken");
        return [.. answers.Except(forgetful)];
    }

    private async Task<IReadOnlyList<Answer<StateReply>>> AskAsync(
        Operation operation, StorePath path, CancellationToken cancellationToken)
    {
        var asked = new GetState(default, operation.Veil.Hide(path));
        var answers = await operation.AskAsync(
            (node, token) => node.AskAsync<GetState, StateReply>("state", asked, token), cancellationToken);
        var sound = new List<Answer<StateReply>>();
        foreach (var answer in answers)
        {
            if (!answer.Reply.Outcome.IsOk)
                operation.MarkDown(answer.Node, answer.Reply.Outcome.Text ?? answer.Reply.Outcome.Status.ToString());
            else if (answer.Reply.Entry is not { } entry)
                sound.Add(answer);
            else if (operation.Veil.TryReveal(entry) is { } known && verifier.IsGenuine(known, user, path))
                sound.Add(ReferenceEquals(known, entry) ? answer : answer with { Reply = answer.Reply with { Entry = known } });
            else
                operation.MarkDown(answer.Node, $"gave an entry for '{path}' that you never signed");
        }

        return await Incarnations.ValidAsync(sound, reply => reply.View, operation, cancellationToken);
    }

    private static PathView View(Operation operation, IReadOnlyList<Answer<StateReply>> answers)
    {
        var highest = new HighestStamp(operation.Time);
        foreach (var (node, reply) in answers)
        {
            highest.Add(node, reply.Highest);
            highest.AddSigned(PathView.StampOf(reply));
        }

        foreach (var node in highest.Doubtful)
            operation.Note(node, HighestStamp.DoubtfulReason);
        return new PathView
        {
            Answers = answers,
            Best = answers.Select(answer => answer.Reply.Entry).OfType<SignedEntry>().MaxBy(entry => entry.Entry.Stamp),
            Highest = highest.Value,
        };
    }
}
