using DfsAspire.Node.Hosting;
using DfsAspire.Node.Storage;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Repair;

/// <summary>
/// Takes over accounts and credentials that were changed while this node was away. Where accounts of one name were made apart, with different keys, the one on
/// most nodes counts: what was acknowledged is on three.
/// </summary>
internal sealed class AccountCopy(Volume volume, NodeReadiness readiness, NodeOptions options, TimeProvider time, ILogger<AccountCopy> log)
{
    private const int Needed = 2;
    private const int Others = WireLimits.Nodes - 1;

    // Said once, not every few seconds.
    private readonly HashSet<string> _saidToDiffer = [];

    /// <summary>Compares the accounts with those of every node that answered.</summary>
    public async Task RunAsync(PeerViews views, CancellationToken cancellationToken)
    {
        var store = volume.Store;
        var lists = new List<IReadOnlyList<AccountRecord>>();
        var hasNews = false;
        foreach (var view in views.Answered.Where(view => view.Reply.Cluster is not null))
        {
            try
            {
                var isSame = view.Reply.Accounts == store.AccountsDigest();
                lists.Add(isSame ? store.AllAccounts() : await ReadAsync(view.Peer, cancellationToken));
                hasNews |= !isSame;
            }
            catch (PeerException fault)
            {
                // It counts for nothing, and keeps nobody from comparing with the others.
                log.PeerFailed(fault.Node, fault.Message);
            }
        }

        if (hasNews)
        {
            var mayGiveUp = lists.Count == Others && views.Settled.Count() == Others;
            foreach (var user in lists.SelectMany(list => list).GroupBy(record => record.Account.Account.User))
            {
                if (await TakeAsync(store, user.Key, [.. user], lists.Count, mayGiveUp, cancellationToken))
                    return;
            }
        }

        if (lists.Count >= Needed)
            readiness.NoteAccountsCompared(store);
    }

    // Answers whether the account here was given up, and with it this life of the volume.
    private async Task<bool> TakeAsync(NodeStore store, string user, IReadOnlyList<AccountRecord> others, int lists, bool mayGiveUp, CancellationToken cancellationToken)
    {
        var mine = store.FindAccount(user);
        var all = mine is null ? others : [mine, .. others];
        if (all.All(record => record.HasKeyOf(all[0])))
        {
            // What one node alone says of a name that is not here may be what all others know differently.
            if (mine is not null || lists >= Needed)
                await CopyAsync(store, mine, others, cancellationToken);
            return false;
        }

        if (_saidToDiffer.Add(user))
            log.AccountsDiffer(options.Node, user);
        var most = all.GroupBy(KeyOf).OrderByDescending(alike => alike.Count()).ThenByDescending(alike => alike.Key, StringComparer.Ordinal).First();
        if (mine is null)
        {
            if (most.Count() >= Needed || lists == Others)
                await CopyAsync(store, mine, most, cancellationToken);
            return false;
        }

        // Each half of the one here may be newer elsewhere all the same. Where two say that another one was removed, that is meant for the name.
        await CopyAsync(
            store, mine,
            others.Where(record => record.HasKeyOf(mine) || (record.IsRemoved && others.Count(other => other.IsRemoved && other.HasKeyOf(record)) >= Needed)),
            cancellationToken);
        // All four see the same votes, and so the same one wins at each of them.
        if (!mayGiveUp || !store.Identity.IsSettled || store.FindAccount(user) is not { } now || KeyOf(now) == most.Key)
            return false;
        log.AccountGivenUp(options.Node, user);
        await store.GiveUpAccountAsync(user, cancellationToken);
        return true;
    }

    // Signatures and epochs are checked there; what is not newer changes nothing.
    private static async Task CopyAsync(NodeStore store, AccountRecord? mine, IEnumerable<AccountRecord> records, CancellationToken cancellationToken)
    {
        foreach (var record in records)
            if (mine is null || !record.IsSameAs(mine))
                await store.CopyAccountAsync(record, cancellationToken);
    }

    private static string KeyOf(AccountRecord record) => Convert.ToHexString(record.Account.Account.PublicKey.Span);

    // A list ends: its names grow, and each is one that the administrator signed. What a node makes up ends the list at its first account.
    private async Task<IReadOnlyList<AccountRecord>> ReadAsync(Peer peer, CancellationToken cancellationToken)
    {
        var records = new List<AccountRecord>();
        var begun = time.GetTimestamp();
        var after = "";
        while (true)
        {
            if (time.GetElapsedTime(begun) > WireLimits.WorkTime)
                throw new PeerException(peer.Number, $"its accounts did not come within {WireLimits.WorkTime.TotalSeconds:0} seconds");
            var page = await peer.AskAsync<ListAccounts, AccountsReply>(new ListAccounts(Peer.Header, after), cancellationToken);
            if (!page.Outcome.IsOk)
                throw new PeerException(peer.Number, page.Outcome.Text ?? page.Outcome.Status.ToString());
            foreach (var record in page.Accounts.Select(report => report.Record))
            {
                var user = record.Account.Account.User;
                if (string.CompareOrdinal(user, after) <= 0)
                    throw new PeerException(peer.Number, "does not keep to the protocol: its list of accounts does not get on");
                if (volume.Store.WhyNotGenuine(record) is { } why)
                    throw new PeerException(peer.Number, $"it has an account that nobody signed who may: {why}");
                records.Add(record);
                after = user;
            }

            if (!page.HasMore || page.Accounts.Count == 0)
                return records;
        }
    }
}
