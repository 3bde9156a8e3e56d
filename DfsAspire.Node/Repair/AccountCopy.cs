using DfsAspire.Node.Hosting;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Repair;

/// <summary>Takes over accounts and credentials that were changed while this node was away.</summary>
internal sealed class AccountCopy(Volume volume, NodeReadiness readiness, ILogger<AccountCopy> log)
{
    private const int Needed = 2;

    /// <summary>Compares the accounts with those of every node that answered, one after the other.</summary>
    public async Task RunAsync(PeerViews views, CancellationToken cancellationToken)
    {
        var compared = 0;
        foreach (var view in views.Answered.Where(view => view.Reply.Cluster is not null))
        {
            try
            {
                if (view.Reply.Accounts != volume.Store.AccountsDigest())
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
            readiness.NoteAccountsCompared();
    }

    private async Task CopyAsync(Peer peer, CancellationToken cancellationToken)
    {
        var after = "";
        while (true)
        {
            var page = await peer.AskAsync<ListAccounts, AccountsReply>(new ListAccounts(Peer.Header, after), cancellationToken);
            foreach (var (account, credentials) in page.Accounts.Select(report => report.Record))
                // Signatures and epochs are checked there; what is not newer changes nothing.
                await volume.Store.PutAccountAsync(account, credentials, cancellationToken);
            if (!page.HasMore || page.Accounts.Count == 0)
                return;
            var last = page.Accounts[^1].Record.Account.Account.User;
            if (string.CompareOrdinal(last, after) <= 0)
                throw new PeerException(peer.Number, "does not keep to the protocol: its list of accounts does not get on");
            after = last;
        }
    }
}
