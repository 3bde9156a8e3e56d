using DfsAspire.Node.Hosting;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Repair;

/// <summary>Takes over accounts and credentials that were changed while this node was away.</summary>
internal sealed class AccountCopy(Volume volume, NodeReadiness readiness, TimeProvider time, ILogger<AccountCopy> log)
{
    private const int Needed = 2;

    /// <summary>Compares the accounts with those of every node that answered, one after the other.</summary>
    public async Task RunAsync(PeerViews views, CancellationToken cancellationToken)
    {
        var compared = 0;
        var store = volume.Store;
        foreach (var view in views.Answered.Where(view => view.Reply.Cluster is not null))
        {
            try
            {
                if (view.Reply.Accounts != store.AccountsDigest())
                    await CopyAsync(view.Peer, cancellationToken);
                compared++;
            }
            catch (PeerException fault)
            {
                // It counts for nothing, and keeps nobody from comparing with the others.
                log.PeerFailed(fault.Node, fault.Message);
            }
        }

        if (compared >= Needed)
            readiness.NoteAccountsCompared(store);
    }

    // A list ends: its names grow, and each is one that the administrator signed. What a node makes up ends the copy at its first account.
    private async Task CopyAsync(Peer peer, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        var after = "";
        while (true)
        {
            if (time.GetElapsedTime(begun) > WireLimits.WorkTime)
                throw new PeerException(peer.Number, $"its accounts did not come within {WireLimits.WorkTime.TotalSeconds:0} seconds");
            var page = await peer.AskAsync<ListAccounts, AccountsReply>(new ListAccounts(Peer.Header, after), cancellationToken);
            if (!page.Outcome.IsOk)
                throw new PeerException(peer.Number, page.Outcome.Text ?? page.Outcome.Status.ToString());
            foreach (var (account, credentials) in page.Accounts.Select(report => report.Record))
            {
                var user = account.Account.User;
                if (string.CompareOrdinal(user, after) <= 0)
                    throw new PeerException(peer.Number, "does not keep to the protocol: its list of accounts does not get on");
                // Signatures and epochs are checked there; what is not newer changes nothing.
                var result = await volume.Store.PutAccountAsync(account, credentials, cancellationToken);
                if (result.Status is Status.InvalidSignature or Status.Forbidden)
                    throw new PeerException(peer.Number, $"it has an account that nobody signed who may: {result.Text}");
                after = user;
            }

            if (!page.HasMore || page.Accounts.Count == 0)
                return;
        }
    }
}
