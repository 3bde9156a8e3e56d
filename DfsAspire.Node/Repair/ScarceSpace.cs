using DfsAspire.Node.Storage;

namespace DfsAspire.Node.Repair;

/// <summary>
/// Lets replaced contents go sooner while the volume's disk is nearly full: the ones longest replaced, as many as make room. What paths name
/// is never touched.
/// </summary>
internal sealed class ScarceSpace(RepairOptions options, ILogger<ScarceSpace> log)
{
    // A disk that has just enough would be short of space again with the next file.
    private const double Ease = 1.25;

    /// <summary>Looks how full the disk is, and gives notice to those that must go.</summary>
    public async Task ReviewAsync(NodeStore store, CancellationToken cancellationToken)
    {
        var life = store.ReplacedLife;
        var (free, total) = await store.GetSpaceAsync(cancellationToken);
        var least = options.LeastFreeBytes ?? Math.Min(RepairOptions.MostLeftFree, total / 10);
        var isShort = life.IsShortened;
        if (free >= (isShort ? least * Ease : least))
        {
            life.Restore();
            if (isShort)
                log.SpaceIsThereAgain(free, options.ReplacedLife);
            return;
        }

        var lacking = (long)(least * Ease) - free;
        if (await store.FindReplacedAsync(lacking, cancellationToken) is not { } moment)
            return;
        life.GiveNotice(moment);
        if (!isShort)
            log.SpaceIsScarce(free, least, DateTimeOffset.FromUnixTimeMilliseconds(moment), options.ReplacedLife);
    }
}
