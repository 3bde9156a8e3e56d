using DfsAspire.Client.Connections;
using DfsAspire.Client.Quorum;
using DfsAspire.Client.Sealing;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Accounts;

/// <summary>Keeps accounts on a quorum, as the administrator.</summary>
internal sealed class AccountWriter(StoreSession administrator)
{
    /// <summary>Makes an account unless there is one, or was. True when it was made now.</summary>
    /// <exception cref="DfsException">The name is not for users, or fewer than three nodes keep the account.</exception>
    public async Task<bool> EnsureAsync(string user, string password, CancellationToken cancellationToken)
    {
        ThrowIfNotForUsers(user);
        var operation = administrator.Begin();
        var known = await AccountReader.FindAsync(operation, administrator.Verifier, user, cancellationToken);
        var record = known is null ? await MakeAsync(user, password, Quota.None, HiddenFromNodes.Nothing, cancellationToken) : WithoutFirstAccess(known);
        // Also what is there already: an attempt before this one may have reached one node only.
        await PutAsync(operation, record, cancellationToken);
        return known is null;
    }

    /// <summary>Makes an account.</summary>
    /// <exception cref="DfsException">The name is not for users, or taken, or was; or fewer than three nodes keep the account.</exception>
    public async Task AddAsync(string user, string password, Quota quota, HiddenFromNodes hidden, CancellationToken cancellationToken)
    {
        ThrowIfNotForUsers(user);
        var operation = administrator.Begin();
        var inAnyCase = (await AccountReader.ListAsync(operation, administrator.Verifier, cancellationToken)).Select(report => report.Record.Account.Account)
            .FirstOrDefault(account => account.User.Equals(user, StringComparison.OrdinalIgnoreCase));
        if (inAnyCase is { State: AccountState.Removed })
            throw new DfsException(DfsFault.Conflict, $"There was a user '{inAnyCase.User}' who was removed, and names are not given away twice. Choose another name.");
        if (inAnyCase is not null)
            throw new DfsException(DfsFault.Conflict, $"There is a user '{inAnyCase.User}' already. Choose another name.");
        await PutAsync(operation, await MakeAsync(user, password, quota, hidden, cancellationToken), cancellationToken);
    }

    /// <summary>Changes what the administrator says of an account.</summary>
    /// <exception cref="DfsException">There is no such account, or it was removed; or fewer than three nodes keep the change.</exception>
    public async Task ChangeAsync(string user, Func<Account, Account> change, CancellationToken cancellationToken)
    {
        ThrowIfNotForUsers(user);
        var operation = administrator.Begin();
        if (await AccountReader.FindAsync(operation, administrator.Verifier, user, cancellationToken) is not { Account.Account: { State: not AccountState.Removed } } known)
            throw new DfsException(DfsFault.NotFound, $"There is no user '{user}'. 'dfs user list' shows those there are.");
        var account = change(known.Account.Account);
        await PutAsync(operation, Sign(account, known), cancellationToken);
    }

    /// <summary>Puts a new secret in the place of the administrator's own. The key that signs accounts stays the same.</summary>
    /// <exception cref="DfsException">Fewer than three nodes keep the change.</exception>
    /// <exception cref="ArgumentException">The secret is empty, too long or not valid Unicode.</exception>
    public async Task ChangeSecretAsync(string secret, CancellationToken cancellationToken)
    {
        var operation = administrator.Begin();
        var known = await AccountReader.FindAsync(operation, administrator.Verifier, administrator.User, cancellationToken)
            ?? throw new DfsException(DfsFault.Integrity, "The nodes hold another account of the administrator than the one that was logged in to.");
        var access = await AccountMaker.AccessAsync(administrator.User, secret, administrator.Keyring, cancellationToken);
        await PutAsync(operation, Sign(known.Account.Account with { Access = access }, known), cancellationToken);
        administrator.Login.ChangeSecret(secret);
    }

    private static void ThrowIfNotForUsers(string user)
    {
        if (!UserName.IsValid(user) || ReservedNames.Contains(user))
            throw new DfsException(
                DfsFault.Refused, $"'{user}' cannot be a user's name: it takes 1 to {UserName.MaxLength} of A-Z a-z 0-9 . _ -, starting with a letter or digit, and no name that the store keeps for itself.");
    }

    private Task<AccountRecord> MakeAsync(string user, string password, Quota quota, HiddenFromNodes hidden, CancellationToken cancellationToken) =>
        AccountMaker.ForUserAsync(user, password, quota, hidden, administrator.Keyring.Sign, administrator.Time.GetUtcNow(), cancellationToken);

    // Accounts of the first releases hold the first password's way in under the administrator's signature. Once the user has changed the
    // password, it has no business on any volume.
    private AccountRecord WithoutFirstAccess(AccountRecord known) =>
        known is { Account.Account: { Access: not null } account, Credentials: not null } ? Sign(account, known) : known;

    private AccountRecord Sign(Account account, AccountRecord known)
    {
        var signed = SignedAccount.Sign(
            account with
            {
                Epoch = Epoch.Above(known.Account.Account.Epoch, administrator.Time.GetUtcNow()),
                Access = known.Credentials is null && account.State != AccountState.Removed ? account.Access : null,
            },
            administrator.Keyring.Sign);
        return new AccountRecord(signed, account.State == AccountState.Removed ? null : known.Credentials);
    }

    private static async Task PutAsync(Operation operation, AccountRecord record, CancellationToken cancellationToken) => AccountOutcome.Judge(
        operation, record.Account.Account.User,
        await operation.TellAsync(
            (node, token) => node.AskAsync<PutAccount, PutAccountReply>("put account", new PutAccount(default, record.Account, record.Credentials), token), cancellationToken),
        reply => reply.Outcome);
}
