using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Storage;

public sealed partial class NodeStore
{
    private readonly Lock _identityLock = new();
    private long _identityChanges;
    private long _identityChange;

    /// <summary>How far the catalog is.</summary>
    internal Task<long> GetSequenceAsync(CancellationToken ct) => _catalog.ReadAsync(IdentityRows.Sequence, ct);

    /// <summary>What is known of another node.</summary>
    internal Task<PeerRow> GetPeerAsync(int node, CancellationToken ct) => _catalog.ReadAsync(db => PeerRows.Find(db, node), ct);

    /// <summary>Keeps what another node tells of itself; answers what was known of it before.</summary>
    internal async Task<PeerRow> HearPeerAsync(int node, long incarnation, long sequence, CancellationToken ct)
    {
        var known = await GetPeerAsync(node, ct).ConfigureAwait(false);
        if (incarnation == 0 || !_identity.IsFounded || known.Incarnation > incarnation
            || (known.Incarnation == incarnation && known.Sequence >= sequence))
        {
            return known;
        }

        try
        {
            await ChangeIdentityAsync(db => PeerRows.Hear(db, node, incarnation, sequence), ct).ConfigureAwait(false);
        }
        catch (StoreException full) when (full.Status == Status.OutOfSpace)
        {
            // It tells again in its next round. What it wants to copy from here must not wait until there is space.
        }

        return known;
    }

    /// <summary>Keeps how far another node's catalog was copied, if the volume still has the life that it was copied in.</summary>
    internal Task NoteCopiedAsync(long life, int node, long incarnation, long change, CancellationToken ct) => _catalog.WriteAsync(
        db =>
        {
            if (IdentityRows.Incarnation(db) == life)
                PeerRows.NoteCopied(db, node, incarnation, change);
            return true;
        },
        ct);

    /// <summary>
    /// Begins a new life of the volume, because the old one is older than others remember: all entries are forgotten, to be copied
    /// from others; part files stay, to be found again.
    /// </summary>
    internal Task RenewAsync(long above, CancellationToken ct) => RenewAsync(above, withoutAccount: null, ct);

    /// <summary>
    /// Gives up an account beside which the others have another one of the same name. What was kept by it, and what was not taken because of it, cannot be
    /// told apart from the rest: the volume begins a new life and copies the others' catalogs.
    /// </summary>
    internal async Task GiveUpAccountAsync(string user, CancellationToken ct)
    {
        await RenewAsync(_identity.Incarnation, user, ct).ConfigureAwait(false);
        _accounts.Remove(user);
    }

    private async Task RenewAsync(long above, string? withoutAccount, CancellationToken ct)
    {
        var incarnation = Math.Max(Now, above + 1);
        var partials = await _catalog.ReadAsync(PartialRows.All, ct).ConfigureAwait(false);
        List<(string User, long Bytes)> staged = [];
        await ChangeIdentityAsync(
            db =>
            {
                staged = PartRows.StagedBytes(db);
                IdentityRows.Renew(db, incarnation);
                if (withoutAccount is not null)
                    AccountRows.Remove(db, withoutAccount);
            },
            ct).ConfigureAwait(false);
        await TrustAsync().ConfigureAwait(false);
        foreach (var (user, bytes) in staged)
            _budget.Return(user, bytes);
        _strays.Invalidate();
        await RemovePartialsAsync(partials).ConfigureAwait(false);
    }

    /// <summary>Makes an empty volume part of a cluster that has had another volume of this node.</summary>
    internal async Task JoinAsync(Guid cluster, SignedAccount administrator, long above, CancellationToken ct)
    {
        if (_identity.IsFounded)
            throw new InvalidOperationException("The volume belongs to a cluster already.");
        if (administrator.Account.User != ReservedNames.Administrator || !AccountKeys.IsSelfSigned(administrator))
            throw new StoreException(Status.InvalidSignature, "The administrator's account is not signed with its own key.");
        var incarnation = Math.Max(Now, above + 1);
        await ChangeIdentityAsync(
            db =>
            {
                IdentityRows.Join(db, cluster, incarnation);
                AccountRows.Put(db, new AccountRecord(administrator, null));
            },
            ct).ConfigureAwait(false);
        await TrustAsync().ConfigureAwait(false);
        _accounts.Put(new AccountRecord(administrator, null));
        _strays.Invalidate();
    }

    /// <summary>The catalogs of the others have been copied in a life of the volume: if it still has that, the node answers from now on.</summary>
    internal Task SettleAsync(long life, CancellationToken ct) => ChangeIdentityAsync(
        db =>
        {
            if (IdentityRows.Incarnation(db) == life)
                IdentityRows.Settle(db);
        },
        ct);

    // Changes are made one after the other, and heard of in any order: what an earlier one left must not take the place of what a later one did.
    private async Task ChangeIdentityAsync(Action<CatalogConnection> change, CancellationToken ct)
    {
        var (changed, number) = await _catalog.WriteAsync(
            db =>
            {
                change(db);
                return (IdentityRows.Find(db)!, ++_identityChanges);
            },
            ct).ConfigureAwait(false);
        lock (_identityLock)
        {
            if (number < _identityChange)
                return;
            (_identity, _identityChange) = (changed, number);
        }
    }
}
