using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Quorum;

/// <summary>
/// Sorts out the answers of replaced volumes. An incarnation that another node knows to be replaced by a newer one does not
/// count: a write it took may be forgotten.
/// </summary>
internal static class Incarnations
{
    public static IReadOnlyList<Answer<T>> Valid<T>(IReadOnlyList<Answer<T>> answers, Func<T, NodeView> view, Operation operation)
    {
        var newest = new long[operation.Nodes.Count];
        foreach (var answer in answers)
            for (var i = 0; i < newest.Length; i++)
                newest[i] = Math.Max(newest[i], view(answer.Reply).KnownIncarnations[i]);

        var valid = new List<Answer<T>>();
        foreach (var answer in answers)
        {
            if (view(answer.Reply).Incarnation >= newest[answer.Node.Node.Number - 1])
                valid.Add(answer);
            else
                operation.MarkDown(answer.Node, "its volume was replaced since; its answers do not count");
        }

        return valid;
    }
}
