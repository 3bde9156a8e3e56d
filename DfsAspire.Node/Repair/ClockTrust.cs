using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Repair;

/// <summary>
/// Whether the node's clock may be believed against what is written. A machine that starts with a wrong clock has it set soon; if that was behind, all that was
/// written rightly seems yet to come. So the clock has to go on evenly for an hour first, from the start of the node and from each time that it was set; and
/// those of all other nodes have to be near it.
/// </summary>
internal sealed class ClockTrust(TimeProvider time)
{
    private static readonly TimeSpan Least = TimeSpan.FromHours(1);

    // Between two looks. Clocks are also set by letting them run a little faster or slower.
    private static readonly TimeSpan MostBetweenLooks = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MostBetweenNodes = TimeSpan.FromMinutes(5);

    private long _evenSince = time.GetTimestamp();
    private long _looked = time.GetTimestamp();
    private DateTimeOffset _seen = time.GetUtcNow();
    private bool _isUsed;

    /// <summary>
    /// Compares the clock with what has passed since the last look; one look at a time. True while it may be believed and was not used
    /// since it was set: in between nothing is written wrongly.
    /// </summary>
    public bool IsDue()
    {
        var (timestamp, now) = (time.GetTimestamp(), time.GetUtcNow());
        var apart = now - _seen - time.GetElapsedTime(_looked, timestamp);
        (_looked, _seen) = (timestamp, now);
        if (apart.Duration() > MostBetweenLooks)
            (_evenSince, _isUsed) = (timestamp, false);
        return !_isUsed && time.GetElapsedTime(_evenSince, timestamp) >= Least;
    }

    /// <summary>Whether the clocks of other nodes are near this one.</summary>
    /// <exception cref="PeerException">One of them does not answer.</exception>
    public async Task<bool> IsSharedAsync(IReadOnlyList<Peer> peers, CancellationToken cancellationToken)
    {
        var replies = await Task.WhenAll(peers.Select(peer => peer.AskAsync<GetNodeStatus, NodeStatusReply>(new GetNodeStatus(Peer.Header), cancellationToken)));
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return replies.All(reply => reply.Outcome.IsOk && Math.Abs((double)reply.View.Ticket - now) <= MostBetweenNodes.TotalMilliseconds);
    }

    /// <summary>It was used.</summary>
    public void NoteUsed() => _isUsed = true;
}
