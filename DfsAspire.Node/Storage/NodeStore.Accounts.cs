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

        _identity = await _catalog.WriteAsync(
            db =>
            {
                var identity = IdentityRows.Find(db)!;
                if (identity.Cluster is { } other)
                {
                    return other == cluster
                        ? identity
                        : throw new StoreException(
                            Status.AlreadyFounded, $"The volume of node {identity.Node} belongs to cluster {other} already. Found a cluster on empty volumes.");
                }

                IdentityRows.SetCluster(db, cluster);
                AccountRows.Put(db, administrator);
                return IdentityRows.Find(db)!;
            },
            ct).ConfigureAwait(false);
        if (_accounts.Find(account.User) is null)
            _accounts.Put(administrator);
    }

    /// <summary>Keeps an account that the administrator signed, when its epoch is higher than the one here. Idempotent.</summary>
    /// <returns>Ok, Superseded (a higher epoch is here), Conflict (another account of this epoch, or of this name in another case, is here),
    /// InvalidSignature or Forbidden.</returns>
    public async Task<CommitResult> PutAccountAsync(SignedAccount account, CancellationToken ct)
    {
        ThrowIfNotFounded();
        var user = account.Account.User;
        if (!_accounts.AdministratorSigned(account) || !AccountKeys.IsUsable(account.Account))
            return new CommitResult(Status.InvalidSignature, $"The account of '{user}' is not signed by this cluster's administrator.", default);
        if (!GoesWith(user, account.Account.Role))
            return new CommitResult(Status.Forbidden, $"The name '{user}' does not go with the role {account.Account.Role}.", default);
        var result = await _catalog.WriteAsync(db => PutAccount(db, account), ct).ConfigureAwait(false);
        if (result.Status == Status.Ok)
            _accounts.Put(account);
        return result;
    }

    /// <summary>An account, from memory; null when there is none of that name.</summary>
    public SignedAccount? FindAccount(string user) => _accounts.Find(user);

    /// <summary>A digest over all accounts: equal ones mean equal accounts.</summary>
    internal UInt128 AccountsDigest() => _accounts.Digest();

    /// <summary>Accounts whose names come after <paramref name="after"/>, at most <paramref name="count"/>.</summary>
    public async Task<AccountPage> ListAccountsAsync(string after, int count, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ThrowIfNotFounded();
        var accounts = await _catalog.ReadAsync(db => AccountRows.After(db, after, count + 1), ct).ConfigureAwait(false);
        var hasMore = accounts.Count > count;
        return new AccountPage(hasMore ? accounts[..count] : accounts, hasMore);
    }

    private static bool GoesWith(string user, AccountRole role) => role switch
    {
        AccountRole.Administrator => user == ReservedNames.Administrator,
        _ => !ReservedNames.Contains(user),
    };

    private static CommitResult PutAccount(CatalogConnection db, SignedAccount account)
    {
        var user = account.Account.User;
        if (AccountRows.NameInAnyCase(db, user) is { } name && name != user)
        {
            return new CommitResult(
                Status.Conflict, $"There is an account '{name}', which differs from '{user}' only by case. Choose another name.", default);
        }

        if (AccountRows.Find(db, user) is { } known)
        {
            if (known.Account.Epoch > account.Account.Epoch)
                return new CommitResult(Status.Superseded, $"A newer account of '{user}' is here: epoch {known.Account.Epoch}.", default);
            if (known.Account.Epoch == account.Account.Epoch)
            {
                return known.Encoded.Span.SequenceEqual(account.Encoded.Span)
                    ? new CommitResult(Status.Ok, null, default)
                    : new CommitResult(Status.Conflict, $"Another account of '{user}' with the epoch {account.Account.Epoch} is here.", default);
            }
        }

        AccountRows.Put(db, account);
        return new CommitResult(Status.Ok, null, default);
    }
}
