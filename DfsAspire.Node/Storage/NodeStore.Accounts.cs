using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Storage;

public sealed partial class NodeStore
{
    /// <summary>Makes the volume part of a cluster. Idempotent for the same cluster.</summary>
    /// <exception cref="StoreException">It belongs to a cluster (AlreadyFounded), or the administrator's account is not signed by itself (InvalidSignature).</exception>
    public async Task FoundAsync(Guid cluster, SignedAccount administrator, CancellationToken ct)
    {
        if (cluster == Guid.Empty)
            throw new StoreException(Status.Malformed, "A cluster needs an id.");
        var account = administrator.Account;
        if (account.User != ReservedNames.Administrator || account.Role != AccountRole.Administrator || !AccountKeys.IsSelfSigned(administrator))
            throw new StoreException(Status.InvalidSignature, "The founding account is not the administrator's own, signed with its own key.");
        if (!_identity.IsFounded && await Task.Run(() => _files.AllParts().Any(), ct).ConfigureAwait(false))
        {
            throw new StoreException(
                Status.Conflict, $"The volume of node {_options.Node} holds part files but no catalog: it is not empty. Found a cluster on empty volumes; a lost catalog is copied from two other nodes of its cluster when they run.");
        }

        await ChangeIdentityAsync(
            db =>
            {
                var identity = IdentityRows.Find(db)!;
                if (identity.Cluster == cluster)
                    return;
                if (identity.Cluster is { } other)
                {
                    throw new StoreException(
                        Status.AlreadyFounded, $"The volume of node {identity.Node} belongs to cluster {other} already. Found a cluster on empty volumes.");
                }

                IdentityRows.SetCluster(db, cluster);
                AccountRows.Put(db, new AccountRecord(administrator, null));
            },
            ct).ConfigureAwait(false);
        if (_accounts.Find(account.User) is null)
            _accounts.Put(new AccountRecord(administrator, null));
    }

    /// <summary>
    /// Keeps an account that the administrator signed, and its user's credentials, each when it comes after the one here. Idempotent.
    /// </summary>
    /// <returns>Ok, Superseded (a newer account is here), Conflict (another account of this name, in whatever case, is here), InvalidSignature or Forbidden.</returns>
    public Task<CommitResult> PutAccountAsync(SignedAccount account, SignedCredentials? credentials, CancellationToken ct) =>
        KeepAccountAsync(account, credentials, RefuseOtherCase, ct);

    /// <summary>
    /// Keeps an account that another node has, as <see cref="PutAccountAsync"/> does, but beside one whose name differs only by case. Two such accounts are
    /// there when they were made at once at different nodes, and a node that refused one could never take over what its user keeps.
    /// </summary>
    /// <returns>Ok, Superseded (a newer account is here), Conflict (another account of this very name is here), InvalidSignature or Forbidden.</returns>
    internal Task<CommitResult> CopyAccountAsync(AccountRecord record, CancellationToken ct) =>
        KeepAccountAsync(record.Account, record.Credentials, static (_, _) => null, ct);

    /// <summary>All accounts, from memory.</summary>
    internal IReadOnlyList<AccountRecord> AllAccounts() => _accounts.All();

    /// <summary>Why nobody who may has signed an account, or its credentials; null when both are as they must be.</summary>
    internal string? WhyNotGenuine(AccountRecord record) => FindForgery(record.Account, record.Credentials)?.Text;

    private async Task<CommitResult> KeepAccountAsync(
        SignedAccount account, SignedCredentials? credentials, Func<CatalogConnection, string, CommitResult?> refuse, CancellationToken ct)
    {
        ThrowIfNotFounded();
        var user = account.Account.User;
        if (FindForgery(account, credentials) is { } forged)
            return forged;
        var (result, kept) = await _catalog.WriteAsync(
            db => refuse(db, user) is { } refused ? (refused, null) : PutAccount(db, new AccountRecord(account, credentials)), ct).ConfigureAwait(false);
        if (kept is not null)
            _accounts.Put(kept);
        return result;
    }

    /// <summary>Keeps credentials made from those here, or from newer ones, that the user of an account signed. Idempotent.</summary>
    /// <param name="credentials">The credentials.</param>
    /// <param name="basis">What they were made from; null where a client of the first releases does not say.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>Ok, Superseded (others are here), NotFound (no such account), InvalidSignature or Forbidden (the account was removed).</returns>
    public async Task<CommitResult> PutCredentialsAsync(SignedCredentials credentials, CredentialsBase? basis, CancellationToken ct)
    {
        ThrowIfNotFounded();
        var user = credentials.Credentials.User;
        if (_accounts.Find(user) is not { } known)
            return new CommitResult(Status.NotFound, $"Node {_options.Node} has no account '{user}'.", default);
        if (known.Account.Account.State == AccountState.Removed)
            return new CommitResult(Status.Forbidden, $"The account of '{user}' was removed.", default);
        if (!AccountKeys.HasSigned(known.Account.Account, credentials))
            return NotSignedBy(user);
        var (result, kept) = await _catalog.WriteAsync(db => PutCredentials(db, new AccountRecord(known.Account, credentials), basis), ct).ConfigureAwait(false);
        if (kept is not null)
            _accounts.Put(kept);
        return result;
    }

    /// <summary>An account, from memory; null when there is none of that name.</summary>
    public AccountRecord? FindAccount(string user) => _accounts.Find(user);

    /// <summary>What a user keeps.</summary>
    public Task<AccountUse> GetUseAsync(string user, CancellationToken ct) => _catalog.ReadAsync(user, db => UsageRows.Find(db, user), ct);

    /// <summary>A digest over all accounts: equal ones mean equal accounts.</summary>
    internal UInt128 AccountsDigest() => _accounts.Digest();

    /// <summary>Accounts whose names come after <paramref name="after"/>, at most <paramref name="count"/>.</summary>
    public async Task<AccountPage> ListAccountsAsync(string after, int count, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ThrowIfNotFounded();
        var accounts = await _catalog.ReadAsync(
            db => AccountRows.After(db, after, count + 1).ConvertAll(record => new AccountReport(record, UsageRows.Find(db, record.Account.Account.User))),
            ct).ConfigureAwait(false);
        var hasMore = accounts.Count > count;
        return new AccountPage(hasMore ? accounts[..count] : accounts, hasMore);
    }

    private CommitResult? FindForgery(SignedAccount account, SignedCredentials? credentials)
    {
        var user = account.Account.User;
        if (!_accounts.AdministratorSigned(account) || !AccountKeys.IsUsable(account.Account))
            return new CommitResult(Status.InvalidSignature, $"The account of '{user}' is not signed by this cluster's administrator.", default);
        if (credentials is not null && !AccountKeys.HasSigned(account.Account, credentials))
            return NotSignedBy(user);
        return GoesWith(user, account.Account.Role)
            ? null
            : new CommitResult(Status.Forbidden, $"The name '{user}' does not go with the role {account.Account.Role}.", default);
    }

    private static bool GoesWith(string user, AccountRole role) => role switch
    {
        AccountRole.Administrator => user == ReservedNames.Administrator,
        _ => !ReservedNames.Contains(user),
    };

    private static CommitResult NotSignedBy(string user) =>
        new(Status.InvalidSignature, $"The credentials of '{user}' are not signed with the key of that account.", default);

    private static CommitResult? RefuseOtherCase(CatalogConnection db, string user) =>
        AccountRows.Find(db, user) is null && AccountRows.NameInAnyCase(db, user) is { } name
            ? new CommitResult(Status.Conflict, $"There is an account '{name}', which differs from '{user}' only by case. Choose another name.", default)
            : null;

    private static (CommitResult Result, AccountRecord? Kept) PutAccount(CatalogConnection db, AccountRecord offered)
    {
        var user = offered.Account.Account.User;
        var kept = Keep(db, offered);
        if (kept.Account.Encoded.Span.SequenceEqual(offered.Account.Encoded.Span))
            return (new CommitResult(Status.Ok, null, default), kept);
        return kept.HasKeyOf(offered)
            ? (new CommitResult(Status.Superseded, $"A newer account of '{user}' is here: epoch {kept.Account.Account.Epoch}.", default), kept)
            : (new CommitResult(Status.Conflict, $"Another account '{user}' is here, made at the same time or while this node was away.", default), kept);
    }

    private static (CommitResult Result, AccountRecord? Kept) PutCredentials(CatalogConnection db, AccountRecord offered, CredentialsBase? basis)
    {
        var user = offered.Account.Account.User;
        if (AccountRows.Find(db, user)?.Credentials is { } known && !MayReplace(known, offered.Credentials!, basis))
            return (new CommitResult(Status.Superseded, $"The credentials of '{user}' were changed since those that these were made from.", default), null);
        var kept = Keep(db, offered);
        return kept.Credentials is { } credentials && credentials.Encoded.Span.SequenceEqual(offered.Credentials!.Encoded.Span)
            ? (new CommitResult(Status.Ok, null, default), kept)
            : (new CommitResult(Status.Superseded, $"Newer credentials of '{user}' are here, or another account of that name.", default), kept);
    }

    // Clients of the first releases know one master key; what they write must not take the place of more.
    private static bool MayReplace(SignedCredentials known, SignedCredentials offered, CredentialsBase? basis) =>
        known.Encoded.Span.SequenceEqual(offered.Encoded.Span)
        || (basis?.Knows(known) ?? offered.Credentials.NewestKey >= known.Credentials.NewestKey);

    private static AccountRecord Keep(CatalogConnection db, AccountRecord offered)
    {
        var known = AccountRows.Find(db, offered.Account.Account.User);
        var newest = known is null ? offered : AccountRecord.Newest(known, offered);
        if (known is null || newest.Account != known.Account || newest.Credentials != known.Credentials)
            AccountRows.Put(db, newest);
        return newest;
    }
}
