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
    /// <param name="views">The nodes that answer.</param>
    /// <param name="withReplaced">
    /// Whether also at those of contents that no entry names any more: nobody brings these home who has not done it already, and they go with their content.
    /// </param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(PeerViews views, bool withReplaced, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        var last = _reached;
        _reached = null;
        while (await volume.Store.ListLoansAsync(last, GetUse.MostContents, withReplaced, cancellationToken) is { Count: > 0 } page)
        {
            await ReturnAsync(await WithHomesAsync(page, views, cancellationToken), views, cancellationToken);
            last = page[^1];
            if (time.GetElapsedTime(begun) < TurnTime)
                continue;
            _reached = last;
            return;
        }
    }

    // As long as a home is away, nothing can be learned about what belongs there.
    private async Task<List<(KeptPart Loan, NodePair Home)>> WithHomesAsync(List<KeptPart> page, PeerViews views, CancellationToken cancellationToken)
    {
        var placements = await volume.Store.PlacementsOfAsync([.. page.Select(ContentOf)], cancellationToken);
        return [.. page.Zip(placements)
            .Where(static pair => pair.Second is not null)
            .Select(static pair => (Loan: pair.First, Home: PlacementTable.HoldersOf(pair.Second!.Value, pair.First.Row.Part)))
            .Where(loan => IsHere(loan.Home.First) && IsHere(loan.Home.Second))];

        bool IsHere(int node) => views.Answered.Any(view => view.Peer.Number == node);
    }

    private async Task ReturnAsync(List<(KeptPart Loan, NodePair Home)> loans, PeerViews views, CancellationToken cancellationToken)
    {
        var contents = loans.Select(static loan => ContentOf(loan.Loan)).ToList();
        var homes = loans.SelectMany(static loan => (int[])[loan.Home.First, loan.Home.Second]).ToHashSet();
        var reports = new ConcurrentDictionary<int, IReadOnlyList<ContentReport>>();
        await Task.WhenAll(views.Answered.Where(view => homes.Contains(view.Peer.Number)).Select(view => AskAsync(view, contents, reports, cancellationToken)));
        await Parallel.ForEachAsync(
            Enumerable.Range(0, loans.Count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (at, token) =>
            {
                var (loan, home) = loans[at];
                if (!Holds(home.First) || !Holds(home.Second))
                    return;
                await volume.Store.EndLoanAsync(loan, token);
                counts.LoanReturned();

                bool Holds(int node) => reports.TryGetValue(node, out var report) && report[at].Held.Holds(loan.Row.Part);
            });
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

    private static OwnedContent ContentOf(KeptPart loan) => new(loan.User, loan.Content);
}
