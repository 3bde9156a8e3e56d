using DfsAspire.Client.Quorum;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Accounts;

/// <summary>Whether a change of an account is done: when three nodes have it.</summary>
internal static class AccountOutcome
{
    /// <summary>Returns when the change is done.</summary>
    /// <exception cref="DfsException">It is not: nothing changed, or the outcome is open, or somebody else changed the account at the same time.</exception>
    public static void Judge<T>(Operation operation, string user, IReadOnlyList<Answer<T>> answers, Func<T, Outcome> outcome)
    {
        var taken = answers.Count(answer => outcome(answer.Reply).IsOk);
        if (taken >= Operation.Quorum)
            return;
        var overtaken = answers.Any(answer => outcome(answer.Reply).Status == Status.Superseded);
        foreach (var answer in answers.Where(answer => !outcome(answer.Reply).IsOk))
            operation.MarkDown(answer.Node, outcome(answer.Reply).Text ?? $"refused the change: {outcome(answer.Reply).Status}");
        if (overtaken)
            throw new DfsException(DfsFault.Conflict, $"The account of '{user}' was changed by somebody else at the same time; theirs counts. Look at it, and change it again if need be.");
        // Nodes that failed may have taken it before they did.
        if (answers.Count < operation.Nodes.Count || taken > 0)
            throw new DfsException(
                DfsFault.OutcomeOpen, $"The account of '{user}': the outcome is open. Only {taken} of 4 nodes confirmed the change, {Operation.Quorum} are needed ({string.Join("; ", operation.Faults)}). It may still take effect; run the command again when the nodes are back.");
        throw new DfsException(DfsFault.Refused, $"The account of '{user}' was not changed: {string.Join("; ", operation.Faults)}.");
    }
}
