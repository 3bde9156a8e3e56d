using DfsAspire.Client.Connections;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Quorum;

/// <summary>
/// Sorts out the answers of replaced volumes. An incarnation that other nodes know to be replaced by a newer one does not count: a
/// write it took may be forgotten.
/// </summary>
/// <remarks>
/// Two nodes are believed. One alone is not, for it could silence all the others: the node that it speaks of is asked once more, and
/// a volume that has been replaced does not answer as the old one any more. With fewer than three answers nothing can be made up for
/// by a third, and one word is enough not to count an answer.
/// </remarks>
internal static class Incarnations
{
    public static async Task<IReadOnlyList<Answer<T>>> ValidAsync<T>(
        IReadOnlyList<Answer<T>> answers, Func<T, NodeView> view, Operation operation, CancellationToken cancellationToken)
    {
        var judged = await Task.WhenAll(answers.Select(JudgeAsync));
        foreach (var (answer, _, liar) in judged.Where(one => one.Liar is not null))
            operation.MarkDown(liar!, $"says that the volume of {answer.Node.Node.Name} was replaced, which is not so");
        foreach (var (answer, _, _) in judged.Where(one => one.IsReplaced))
            operation.MarkDown(answer.Node, "its volume was replaced since; its answers do not count");
        var liars = judged.Select(one => one.Liar).ToHashSet();
        return [.. judged.Where(one => !one.IsReplaced && !liars.Contains(one.Answer.Node)).Select(one => one.Answer)];

        async Task<Judged<T>> JudgeAsync(Answer<T> answer)
        {
            var incarnation = view(answer.Reply).Incarnation;
            var accusers = answers.Where(other => Newest(other, answer.Node) > incarnation).Select(other => other.Node).ToList();
            if (accusers.Count == 0)
                return new(answer, IsReplaced: false, Liar: null);
            var isAlone = accusers.Count == 1 && accusers[0] != answer.Node && answers.Count >= Operation.Quorum;
            return isAlone && await IsStillAsync(answer.Node, incarnation, cancellationToken)
                ? new(answer, IsReplaced: false, accusers[0])
                : new(answer, IsReplaced: true, Liar: null);
        }

        long Newest(Answer<T> of, NodeClient node) => view(of.Reply).KnownIncarnations[node.Node.Number - 1];
    }

    private static async Task<bool> IsStillAsync(NodeClient node, long incarnation, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await node.AskAsync<GetNodeStatus, NodeStatusReply>("node status", new GetNodeStatus(default), cancellationToken);
            return reply.Outcome.IsOk && reply.View.Incarnation == incarnation;
        }
        catch (NodeException)
        {
            return false;
        }
    }

    private sealed record Judged<T>(Answer<T> Answer, bool IsReplaced, NodeClient? Liar);
}
