using DfsAspire.Node.Hosting;
using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Placement;

namespace DfsAspire.Node.Repair;

/// <summary>Drops what this node keeps for another one, once both nodes it belongs to hold it whole.</summary>
internal sealed class LoanReturn(Volume volume, RepairCounts counts, ILogger<LoanReturn> log)
{
    /// <summary>Looks at every loan once.</summary>
    public async Task RunAsync(PeerViews views, CancellationToken cancellationToken)
    {
        KeptPart? last = null;
        while (await volume.Store.ListLoansAsync(last, GetUse.MostContents, cancellationToken) is { Count: > 0 } page)
        {
            var contents = page.Select(loan => new OwnedContent(loan.User, loan.Content)).ToList();
            var reports = new Dictionary<int, IReadOnlyList<ContentReport>>();
            foreach (var view in views.Answered)
            {
                try
                {
                    reports[view.Peer.Number] = await view.Peer.AskUseAsync(contents, cancellationToken);
                }
                catch (PeerException fault)
                {
                    // What it holds is not known, so that what is lent for it stays lent.
                    log.PeerFailed(fault.Node, fault.Message);
                }
            }

            for (var i = 0; i < page.Count; i++)
            {
                if (await IsHomeAsync(page[i], i, reports, cancellationToken))
                {
                    await volume.Store.EndLoanAsync(page[i], cancellationToken);
                    counts.LoanReturned();
                }
            }

            last = page[^1];
        }
    }

    private async Task<bool> IsHomeAsync(
        KeptPart loan, int at, Dictionary<int, IReadOnlyList<ContentReport>> reports, CancellationToken cancellationToken)
    {
        if (await volume.Store.PlacementOfAsync(loan.User, loan.Content, cancellationToken) is not { } placement)
            return false;
        var home = PlacementTable.HoldersOf(placement, loan.Row.Part);
        return Holds(home.First) && Holds(home.Second);

        bool Holds(int node) => reports.TryGetValue(node, out var report) && report[at].Held.Holds(loan.Row.Part);
    }
}
