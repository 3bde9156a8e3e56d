using System.Collections.Concurrent;
using DfsAspire.Node.Hosting;
using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Placement;

namespace DfsAspire.Node.Repair;

/// <summary>
/// Drops what this node keeps for another one, once both nodes it belongs to hold it whole. What it kept before its catalog was lost it keeps again.
/// </summary>
internal sealed class LoanReturn(Volume volume, RepairCounts counts, Pace pace, TimeProvider time, ILogger<LoanReturn> log)
{
    // Dropping one costs syncs, and syncs of several go together.
    private const int AtOnce = 16;

    // A catalog that began anew meanwhile is noticed with the next turn; and what else a round does must not wait until thousands are dropped.
    private static readonly TimeSpan TurnTime = TimeSpan.FromMinutes(1);

    // Where the next turn goes on.
    private KeptPart? _reached;

    /// <summary>
    /// Looks once for what this node kept before its catalog was lost. It begins no further file after a minute, and the next call goes on there; but one large
    /// file is read for as long as it takes. One call at a time, beside the rounds.
    /// </summary>
    public async Task SearchAsync(CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        await volume.Store.ReclaimLoansAsync(pace.SpendAsync, () => time.GetElapsedTime(begun) >= TurnTime, cancellationToken);
    }

    /// <summary>Looks at every loan once, or at as many as come within a minute, and drops those that are home; the next call goes on there.</summary>
    public async Task RunAsync(PeerViews views, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        var last = _reached;
        _reached = null;
        while (await volume.Store.ListLoansAsync(last, GetUse.MostContents, cancellationToken) is { Count: > 0 } page)
        {
            var contents = page.Select(loan => new OwnedContent(loan.User, loan.Content)).ToList();
            var reports = new ConcurrentDictionary<int, IReadOnlyList<ContentReport>>();
            await Task.WhenAll(views.Answered.Select(view => AskAsync(view, contents, reports, cancellationToken)));
            await Parallel.ForEachAsync(
                Enumerable.Range(0, page.Count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (i, token) =>
                {
                    if (await IsHomeAsync(page[i], i, reports, token))
                    {
                        await volume.Store.EndLoanAsync(page[i], token);
                        counts.LoanReturned();
                    }
                });
            last = page[^1];
            if (time.GetElapsedTime(begun) < TurnTime)
                continue;
            _reached = last;
            return;
        }
    }

    private async Task AskAsync(
        PeerView view, IReadOnlyList<OwnedContent> contents, ConcurrentDictionary<int, IReadOnlyList<ContentReport>> reports, CancellationToken cancellationToken)
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

    private async Task<bool> IsHomeAsync(
        KeptPart loan, int at, ConcurrentDictionary<int, IReadOnlyList<ContentReport>> reports, CancellationToken cancellationToken)
    {
        if (await volume.Store.PlacementOfAsync(loan.User, loan.Content, cancellationToken) is not { } placement)
            return false;
        var home = PlacementTable.HoldersOf(placement, loan.Row.Part);
        return Holds(home.First) && Holds(home.Second);

        bool Holds(int node) => reports.TryGetValue(node, out var report) && report[at].Held.Holds(loan.Row.Part);
    }
}
