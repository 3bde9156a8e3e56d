using DfsAspire.Node.Hosting;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Repair;

/// <summary>
/// When another node may take the right to commit from a content's writer here: no sooner than this node would think itself that the write was given
/// up. Otherwise one bad node could end every upload.
/// </summary>
internal sealed class ClosingRule(Volume volume, RepairOptions options, TimeProvider time)
{
    // Of one node. What has no room here is closed some rounds later.
    private const int MostAwaited = 1_000;

    /// <summary>What the node knows of some contents, with whether their writers may be at work here.</summary>
    public async Task<IReadOnlyList<ContentReport>> ReportAsync(IReadOnlyList<OwnedContent> contents, CancellationToken cancellationToken)
    {
        var reports = (await volume.Store.ReportContentsAsync(contents, cancellationToken)).ToArray();
        for (var i = 0; i < reports.Length; i++)
            if (reports[i].Use == ContentUse.None && await IsAtWorkAsync(contents[i], cancellationToken))
                reports[i] = reports[i] with { Use = ContentUse.Staging };
        return reports;
    }

    /// <summary>Why a content is not closed yet; null when it may be.</summary>
    public async Task<string?> WhyNotAsync(int asker, OwnedContent owned, CancellationToken cancellationToken)
    {
        if (await IsAtWorkAsync(owned, cancellationToken))
            return "its writer may still be at work here";
        if (await volume.Store.StagedSinceAsync(owned, cancellationToken) is not null)
            return null;
        // Its parts may be on their way: from the first question on it gets the time that a write has.
        return await volume.Store.AskedToCloseSinceAsync(asker, owned, MostAwaited, Moment, cancellationToken) < Moment
            ? null
            : "nothing is known of it here, and its writer may still come";
    }

    private long Moment => (time.GetUtcNow() - options.StageLife).ToUnixTimeMilliseconds();

    // A long part that is being received has changed nothing in the catalog since its beginning.
    private async Task<bool> IsAtWorkAsync(OwnedContent owned, CancellationToken cancellationToken) =>
        volume.Store.IsReceiving(owned) || await volume.Store.StagedSinceAsync(owned, cancellationToken) >= Moment;
}
