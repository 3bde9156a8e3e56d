using DfsAspire.Node.Sessions;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Repair;

/// <summary>
/// Prepares the node for being stopped: no new part is taken, what is under way comes to its end, and then nothing is written any more.
/// Reads go on. It holds until it is taken back, or until the node starts anew.
/// </summary>
internal sealed class Drain(NodeReadiness readiness, ClientWork clients, IReadOnlyList<Peer> peers, TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private Task _draining = Task.CompletedTask;

    /// <summary>Begins it, or goes on with it; what is answered ends when the node can be stopped without anybody noticing.</summary>
    /// <param name="stopping">Ends it with the node.</param>
    /// <exception cref="DrainRefusedException">Another node takes no writes now: with this one there would be two, and no write could be acknowledged.</exception>
    public async Task BeginAsync(CancellationToken stopping)
    {
        // First said, then asked: of two nodes that are drained at once, at least one hears of the other.
        readiness.BeginDrain();
        if (await WhyNotAsync(stopping) is { } why)
        {
            End();
            throw new DrainRefusedException(why);
        }

        Task draining;
        lock (_lock)
            draining = _draining = _draining.IsCompleted ? ComeToRestAsync(stopping) : _draining;
        await draining;
    }

    /// <summary>Takes writes again.</summary>
    public void End() => readiness.EndDrain();

    private async Task ComeToRestAsync(CancellationToken stopping)
    {
        while (readiness.Draining == Draining.UnderWay)
        {
            if (!clients.IsReceivingAny)
                readiness.NoteDrained();
            else
                await Task.Delay(Period, time, stopping);
        }
    }

    private async Task<string?> WhyNotAsync(CancellationToken cancellationToken)
    {
        foreach (var peer in peers)
        {
            try
            {
                var reply = await peer.AskAsync<GetNodeStatus, NodeStatusReply>(new GetNodeStatus(Peer.Header), cancellationToken);
                if (reply.Status.State != NodeState.Ready)
                    return $"node {peer.Number} takes no writes itself: {reply.Status.Why ?? reply.Outcome.Text}";
            }
            catch (PeerException fault)
            {
                return $"node {peer.Number} does not answer: {fault.Message}";
            }
        }

        return null;
    }
}

/// <summary>A node that must not be drained now; the message says why.</summary>
internal sealed class DrainRefusedException(string message) : Exception(message);
