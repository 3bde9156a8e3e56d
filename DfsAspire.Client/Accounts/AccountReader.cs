using DfsAspire.Client.Connections;
using DfsAspire.Client.Quorum;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Accounts;

/// <summary>What the nodes keep of accounts, and for the administrator: of each half the newest genuine one that any of them has.</summary>
internal static class AccountReader
{
    /// <summary>One account, as three nodes or more show it; what they show may be anything.</summary>
    /// <exception cref="DfsException">Fewer than three nodes answer.</exception>
    public static Task<IReadOnlyList<Answer<AccountReply>>> AskAsync(Operation operation, string user, CancellationToken cancellationToken) =>
        AskAsync(operation, user, withUse: false, cancellationToken);

    /// <summary>The same, with what the user keeps.</summary>
    /// <exception cref="DfsException">Fewer than three nodes answer.</exception>
    public static async Task<IReadOnlyList<Answer<AccountReply>>> AskAsync(Operation operation, string user, bool withUse, CancellationToken cancellationToken)
    {
        var answers = await operation.AskAsync(
            (node, token) => node.AskAsync<GetAccount, AccountReply>("account", new GetAccount(default, user, withUse), token), cancellationToken);
        NeedQuorum(operation, user, answers.Count(answer => answer.Reply.Outcome.Status is Status.Ok or Status.NotFound));
        return [.. answers.Where(answer => answer.Reply.Account?.Account.User == user)];
    }

    /// <summary>One account, as the administrator signed it; null when no node knows it.</summary>
    /// <exception cref="DfsException">Fewer than three nodes answer.</exception>
    public static async Task<AccountRecord?> FindAsync(
        Operation operation, SignatureVerifier administrator, string user, CancellationToken cancellationToken) =>
        Newest((await AskAsync(operation, user, cancellationToken)).Select(answer => Genuine(operation, administrator, answer.Node, answer.Reply.Record!)).OfType<AccountRecord>());

    /// <summary>All accounts that the administrator signed, in the order of their names, each with what its user keeps on the node that says the most.</summary>
    /// <exception cref="DfsException">Fewer than three nodes answer.</exception>
    public static async Task<IReadOnlyList<AccountReport>> ListAsync(
        Operation operation, SignatureVerifier administrator, CancellationToken cancellationToken)
    {
        var answers = await operation.AskAsync((node, token) => ListAsync(node, administrator, token), cancellationToken);
        NeedQuorum(operation, "each user", answers.Count);
        var reports = answers.SelectMany(answer => answer.Reply, (answer, report) => (report.Use, Record: Genuine(operation, administrator, answer.Node, report.Record)));
        return
        [
            .. reports.Where(report => report.Record is not null).GroupBy(report => report.Record!.Account.Account.User)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new AccountReport(
                    Newest(group.Select(report => report.Record!))!, group.Select(report => report.Use).MaxBy(use => (use.Bytes, use.Files)))),
        ];
    }

    /// <summary>Refuses what fewer than three nodes can answer or keep.</summary>
    public static void NeedQuorum(Operation operation, string user, int nodes)
    {
        if (nodes < Operation.Quorum)
        {
            throw new DfsException(
                DfsFault.QuorumRefused,
                $"The account of {user} is read and changed with {Operation.Quorum} nodes, and only {nodes} of 4 answer ({string.Join("; ", operation.Faults)}). Nothing was changed. Start the missing nodes and try again.");
        }
    }

    private static AccountRecord? Genuine(Operation operation, SignatureVerifier administrator, NodeClient node, AccountRecord record)
    {
        var genuine = administrator.Genuine(record);
        if (genuine?.Credentials is null && (genuine is null || record.Credentials is not null))
            operation.Note(node, $"gives an account of '{record.Account.Account.User}' with a wrong signature");
        return genuine;
    }

    // Of accounts that were made apart, the one that most nodes have: what was acknowledged is on three of them.
    private static AccountRecord? Newest(IEnumerable<AccountRecord> records) => records
        .GroupBy(record => Convert.ToHexString(record.Account.Account.PublicKey.Span))
        .OrderByDescending(alike => alike.Count()).ThenByDescending(alike => alike.Max(record => record.Account.Account.Epoch))
        .FirstOrDefault()?.Aggregate(AccountRecord.Newest);

    // A list ends: its names grow, and each is one that the administrator signed.
    private static async Task<IReadOnlyList<AccountReport>> ListAsync(NodeClient node, SignatureVerifier administrator, CancellationToken cancellationToken)
    {
        var reports = new List<AccountReport>();
        var after = "";
        while (true)
        {
            var page = await node.AskAsync<ListAccounts, AccountsReply>("accounts", new ListAccounts(default, after), cancellationToken);
            if (!page.Outcome.IsOk)
                throw new NodeException(node.Node, page.Outcome.Status, page.Outcome.Text ?? page.Outcome.Status.ToString());
            foreach (var report in page.Accounts)
            {
                var user = report.Record.Account.Account.User;
                if (string.CompareOrdinal(user, after) <= 0)
                    throw new NodeException(node.Node, null, "does not keep to the protocol: its list of accounts does not get on");
                if (administrator.Genuine(report.Record) is null)
                    throw new NodeException(node.Node, null, $"gives an account of '{user}' with a wrong signature");
                reports.Add(report);
                after = user;
            }

            if (!page.HasMore || page.Accounts.Count == 0)
                return reports;
        }
    }
}
