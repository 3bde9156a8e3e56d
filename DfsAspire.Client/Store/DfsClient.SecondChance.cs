using System.Diagnostics;
using DfsAspire.Client.Connections;
using DfsAspire.Client.Quorum;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Store;

public sealed partial class DfsClient
{
    // A node that has just been started compares for a moment before it takes writes.
    private static readonly TimeSpan SecondChancePatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan SecondChancePeriod = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Writes, and once more when that was refused for nodes that were away, and three take writes all the same: it met one node away after the other, as happens while nodes
    /// are restarted in turn, and does not go back to a node that has failed it. What is refused has changed nothing.
    /// </summary>
    private async Task<T> TryTwiceAsync<T>(Func<Operation, Task<T>> write, CancellationToken cancellationToken)
    {
        var operation = Session.Begin();
        try
        {
            return await write(operation);
        }
        catch (DfsException refused) when (refused.Fault == DfsFault.QuorumRefused && operation.HasLostNodes)
        {
            if (!await TakeThreeWritesAsync(cancellationToken))
                throw;
            Activity.Current?.AddEvent(new ActivityEvent("tried again", tags: new ActivityTagsCollection { ["reason"] = refused.Message }));
        }

        return await write(Session.Begin());
    }

    // As soon as three do, or too few are left that may.
    private async Task<bool> TakeThreeWritesAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(SecondChancePatience, Session.Time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var asked = Session.Nodes.Select(node => TakesWritesAsync(node, over.Token)).ToList();
        var taking = 0;
        while (taking < Operation.Quorum && taking + asked.Count >= Operation.Quorum)
        {
            var answer = await Task.WhenAny(asked);
            asked.Remove(answer);
            taking += await answer ? 1 : 0;
        }

        await over.CancelAsync();
        await Task.WhenAll(asked);
        cancellationToken.ThrowIfCancellationRequested();
        return taking >= Operation.Quorum;
    }

    // Waits for a node that is there and not ready; one that cannot be reached does not take any.
    private async Task<bool> TakesWritesAsync(NodeClient node, CancellationToken cancellationToken)
    {
        try
        {
            while (await StateOfAsync(node, cancellationToken) is not (NodeState.Ready or NodeState.Unknown))
                await Task.Delay(SecondChancePeriod, Session.Time, cancellationToken);
            return true;
        }
        catch (Exception fault) when (fault is NodeException or OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task<NodeState> StateOfAsync(NodeClient node, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await node.AskAsync<GetNodeStatus, NodeStatusReply>("node status", new GetNodeStatus(default), cancellationToken);
            return reply.Outcome.IsOk ? reply.Status.State : NodeState.Failing;
        }
        catch (NodeException fault) when (fault.Status == Status.NotReady)
        {
            // It has started, and lets nobody in before it has compared its volume.
            return NodeState.Copying;
        }
    }
}
