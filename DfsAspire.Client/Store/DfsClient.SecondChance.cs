using System.Diagnostics;
using DfsAspire.Client.Connections;
using DfsAspire.Client.Quorum;

namespace DfsAspire.Client.Store;

public sealed partial class DfsClient
{
    // Whoever waits for a write has waited for those that are away already.
    private static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Writes, and once more when that was refused and three nodes can be reached all the same: it met one node away after the other, as happens while nodes are restarted
    /// in turn, and does not go back to a node that has failed it. What is refused has changed nothing.
    /// </summary>
    private async Task<T> TryTwiceAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken)
    {
        try
        {
            return await write();
        }
        catch (DfsException refused) when (refused.Fault == DfsFault.QuorumRefused)
        {
            if (!await CanReachQuorumAsync(cancellationToken))
                throw;
            Activity.Current?.AddEvent(new ActivityEvent("tried again", tags: new ActivityTagsCollection { ["reason"] = refused.Message }));
        }

        return await write();
    }

    private async Task<bool> CanReachQuorumAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(SecondLook, Session.Time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var reached = await Task.WhenAll(Session.Nodes.Select(node => CanReachAsync(node, over.Token)));
        return reached.Count(isReached => isReached) >= Operation.Quorum;
    }

    private static async Task<bool> CanReachAsync(NodeClient node, CancellationToken cancellationToken)
    {
        try
        {
            await node.Pool.WarmAsync(cancellationToken);
            return true;
        }
        catch (Exception fault) when (fault is NodeException or OperationCanceledException)
        {
            return false;
        }
    }
}
