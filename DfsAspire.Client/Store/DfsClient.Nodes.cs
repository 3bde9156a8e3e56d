using DfsAspire.Client.Connections;
using DfsAspire.Client.Quorum;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Store;

/// <summary>What is asked of the nodes themselves.</summary>
public sealed partial class DfsClient
{
    /// <summary>Asks every node how it is.</summary>
    public async Task<StoreStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        using var command = Start("STATUS", StorePath.Root, cancellationToken);
        return await command.RunAsync(() => AskStatusAsync(Session.Begin(), cancellationToken));
    }

    /// <summary>
    /// Asks every reachable node to compare itself with the others now and to bring back what it lacks, and waits for all of them. Nodes do
    /// the same by themselves; this is for those who do not want to wait.
    /// </summary>
    /// <param name="withScrub">Whether each node re-reads all its parts first; that takes as long as its rate allows.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<RepairReceipt> RepairAsync(bool withScrub, CancellationToken cancellationToken)
    {
        using var command = Start("REPAIR", StorePath.Root, cancellationToken);
        return await command.RunAsync(async () =>
        {
            var operation = Session.Begin();
            var before = await AskStatusAsync(operation, cancellationToken);
            var answers = await operation.AwaitAllAsync(
                (node, token) => node.AskAsync<RepairNow, RepairReply>("repair", new RepairNow(default, withScrub), Timeout.InfiniteTimeSpan, token), cancellationToken);
            foreach (var (node, reply) in answers.Where(answer => !answer.Reply.Outcome.IsOk))
                operation.MarkDown(node, reply.Outcome.Text ?? reply.Outcome.Status.ToString());
            var after = await AskStatusAsync(operation, cancellationToken);
            command.NoteFaults(operation.Faults);
            return new RepairReceipt(before, after);
        });
    }

    private async Task<StoreStatus> AskStatusAsync(Operation operation, CancellationToken cancellationToken)
    {
        // A node that counts for longer than the others is not away.
        var answers = await operation.AwaitAllAsync(
            (node, token) => node.AskAsync<GetNodeStatus, NodeStatusReply>("node status", new GetNodeStatus(default), token), cancellationToken);
        return new StoreStatus(Cluster, [.. Session.Nodes.Select(node => Report(node, answers, operation))]);
    }

    private static NodeReport Report(NodeClient node, IReadOnlyList<Answer<NodeStatusReply>> answers, Operation operation)
    {
        var reply = answers.FirstOrDefault(answer => answer.Node == node)?.Reply;
        return reply is { Outcome.IsOk: true }
            ? new NodeReport(node.Node, reply.Status, null)
            {
                Certificate = node.Pool.Certificate,
                Clock = DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(reply.View.Ticket, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())),
            }
            : new NodeReport(
                node.Node, null,
                reply?.Outcome.Text ?? operation.Faults.FirstOrDefault(fault => fault.Node == node.Node.Name)?.Reason ?? "did not answer");
    }
}
