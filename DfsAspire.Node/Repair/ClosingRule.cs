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

    /// <summary>Why a content is not closed yet; null when it may be.</summary>
    public async Task<string?> WhyNotAsync(int asker, OwnedContent owned, CancellationToken cancellationToken)
    {
        var moment = (time.GetUtcNow() - options.StageLife).ToUnixTimeMilliseconds();
        if (await volume.Store.StagedSinceAsync(owned, cancellationToken) is { } since)
            return since < moment ? null : "its writer may still be at work here";
        // Its parts may be on their way: from the first question on it gets the time that a write has.
        return await volume.Store.AskedToCloseSinceAsync(asker, owned, MostAwaited, moment, cancellationToken) < moment
            ? null
            : "nothing is known of it here, and its writer may still come";
    }
}
