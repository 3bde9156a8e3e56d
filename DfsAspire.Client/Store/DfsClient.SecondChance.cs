using System.Diagnostics;
using DfsAspire.Client.Quorum;

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

    // Where fewer than three answer there is nothing to wait for.
    private async Task<bool> TakeThreeWritesAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(SecondChancePatience, Session.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            while (true)
            {
                var status = await AskStatusAsync(Session.Begin(), either.Token);
                if (status.CanBeChanged || status.Nodes.Count(node => node.Status is not null) < Operation.Quorum)
                    return status.CanBeChanged;
                await Task.Delay(SecondChancePeriod, Session.Time, either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
