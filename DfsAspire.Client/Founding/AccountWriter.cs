using DfsAspire.Client.Connections;
using DfsAspire.Client.Quorum;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Founding;

/// <summary>Keeps accounts on a quorum, as the administrator.</summary>
internal sealed class AccountWriter(StoreSession administrator)
{
    /// <summary>Makes an account unless there is one. True when it was made now.</summary>
    /// <exception cref="DfsException">The name is not for users, or fewer than three nodes keep the account.</exception>
    public async Task<bool> EnsureAsync(string user, string password, CancellationToken cancellationToken)
    {
        if (!UserName.IsValid(user) || ReservedNames.Contains(user))
            throw new DfsException(
                DfsFault.Refused, $"'{user}' cannot be a user's name: it takes 1 to {UserName.MaxLength} of A-Z a-z 0-9 . _ -, starting with a letter or digit, and no name that the store keeps for itself.");
        var operation = administrator.Begin();
        var answers = await operation.AskAsync(
            (node, token) => node.AskAsync<GetAccount, AccountReply>("account", new GetAccount(default, user), token), operation.Up, cancellationToken);
        NeedQuorum(operation, user, answers.Count);
        var newest = answers.Select(answer => answer.Reply.Account).OfType<SignedAccount>().MaxBy(account => account.Account.Epoch);
        var lacking = answers.Where(answer => answer.Reply.Account?.Account.Epoch != newest?.Account.Epoch).Select(answer => answer.Node).ToList();
        if (newest is not null && lacking.Count == 0)
            return false;
        var account = newest ?? await AccountMaker.ForUserAsync(user, password, administrator.Keyring.Sign, cancellationToken);
        await PutAsync(operation, account, newest is null ? operation.Up : lacking, newest is null ? 0 : answers.Count - lacking.Count, cancellationToken);
        return newest is null;
    }

    private static async Task PutAsync(
        Operation operation, SignedAccount account, IReadOnlyList<NodeClient> nodes, int already, CancellationToken cancellationToken)
    {
        var replies = await operation.TellAsync(
            (node, token) => node.AskAsync<PutAccount, PutAccountReply>("put account", new PutAccount(default, account), token), nodes, cancellationToken);
        foreach (var reply in replies.Where(reply => !reply.Reply.Outcome.IsOk))
            operation.MarkDown(reply.Node, reply.Reply.Outcome.Text ?? $"refused the account: {reply.Reply.Outcome.Status}");
        NeedQuorum(operation, account.Account.User, already + replies.Count(reply => reply.Reply.Outcome.IsOk));
    }

    private static void NeedQuorum(Operation operation, string user, int nodes)
    {
        if (nodes < Operation.Quorum)
            throw new DfsException(
                DfsFault.QuorumRefused,
                $"The account of '{user}' is kept by {nodes} of 4 nodes only, and {Operation.Quorum} are needed ({string.Join("; ", operation.Faults)}). Start the missing nodes and run this again.");
    }
}
