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

    private readonly Lock _lock = new();
    private readonly Dictionary<(int Node, OwnedContent Content), long> _asked = [];

    /// <summary>Why a content is not closed yet; null when it may be.</summary>
    public async Task<string?> WhyNotAsync(int asker, OwnedContent owned, CancellationToken cancellationToken)
    {
        var moment = (time.GetUtcNow() - options.StageLife).ToUnixTimeMilliseconds();
        if (await volume.Store.StagedSinceAsync(owned, cancellationToken) is { } since)
            return since < moment ? null : "its writer may still be at work here";
        // Its parts may be on their way: from now on it gets the time that a write has.
        return IsOld(asker, owned, moment) ? null : "nothing is known of it here, and its writer may still come";
    }

    private bool IsOld(int asker, OwnedContent owned, long moment)
    {
        lock (_lock)
        {
            if (_asked.TryGetValue((asker, owned), out var first))
                return first < moment && _asked.Remove((asker, owned));
            if (_asked.Keys.Count(key => key.Node == asker) >= MostAwaited)
                Forget(asker, moment);
            if (_asked.Keys.Count(key => key.Node == asker) < MostAwaited)
                _asked.Add((asker, owned), time.GetUtcNow().ToUnixTimeMilliseconds());
            return false;
        }
    }

    // Who is in earnest has asked again.
    private void Forget(int asker, long moment)
    {
        foreach (var key in _asked.Where(asked => asked.Key.Node == asker && asked.Value < moment).Select(asked => asked.Key).ToList())
            _asked.Remove(key);
    }
}
