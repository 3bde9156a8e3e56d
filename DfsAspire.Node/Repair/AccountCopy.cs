using DfsAspire.Node.Hosting;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Repair;

/// <summary>Takes over accounts and credentials that were changed while this node was away.</summary>
internal sealed class AccountCopy(Volume volume, NodeReadiness readiness, NodeOptions options, TimeProvider time, ILogger<AccountCopy> log)
{
    private const int Needed = 2;
    private const int Others = WireLimits.Nodes - 1;

    // Said once, not every few seconds.
    private readonly HashSet<(int Peer, string User)> _saidToDiffer = [];

    /// <summary>Compares the accounts with those of every node that answered, one after the other.</summary>
    public async Task RunAsync(PeerViews views, CancellationToken cancellationToken)
    {
        var compared = 0;
        var store = volume.Store;
        var apart = new List<AccountRecord>();
        foreach (var view in views.Answered.Where(view => view.Reply.Cluster is not null))
        {
            try
            {
                if (view.Reply.Accounts != store.AccountsDigest())
                    apart.AddRange(await CopyAsync(view.Peer, cancellationToken));
                compared++;
            }
            catch (PeerException fault)
            {
                // It counts for nothing, and keeps nobody from comparing with the others.
                log.PeerFailed(fault.Node, fault.Message);
            }
        }

        if (compared < Needed)
            return;
        readiness.NoteAccountsCompared(store);
        if (views.Settled.Count() == Others && store.Identity.IsSettled)
            await GiveUpAsync(apart, cancellationToken);
    }

    // An account that was acknowledged is on three nodes. So one that all others have differently never was, and what its user wrote never was either.
    private async Task GiveUpAsync(IEnumerable<AccountRecord> apart, CancellationToken cancellationToken)
    {
        foreach (var user in apart.GroupBy(record => record.Account.Account.User))
        {
            if (user.Count() < Others || !user.All(user.First().HasKeyOf))
                continue;
            log.AccountGivenUp(options.Node, user.Key);
            await volume.Store.GiveUpAccountAsync(user.Key, cancellationToken);
            return;
        }
    }

    // A list ends: its names grow, and each is one that the administrator signed. What a node makes up ends the copy at its first account. Answers those beside
    // which another one of the same name is here.
    private async Task<List<AccountRecord>> CopyAsync(Peer peer, CancellationToken cancellationToken)
    {
        var apart = new List<AccountRecord>();
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
                // Signatures and epochs are checked there; what is not newer changes nothing.
                var result = await volume.Store.CopyAccountAsync(record, cancellationToken);
                if (result.Status is Status.InvalidSignature or Status.Forbidden)
                    throw new PeerException(peer.Number, $"it has an account that nobody signed who may: {result.Text}");
                if (result.Status == Status.Conflict)
                {
                    apart.Add(record);
                    if (_saidToDiffer.Add((peer.Number, user)))
                        log.AccountsDiffer(options.Node, peer.Number, user);
                }

                after = user;
            }

            if (!page.HasMore || page.Accounts.Count == 0)
                return apart;
        }
    }
}
