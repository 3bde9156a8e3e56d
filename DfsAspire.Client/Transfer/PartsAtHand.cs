using DfsAspire.Client.Connections;
using DfsAspire.Client.Quorum;
using DfsAspire.Client.Sealing;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Placement;

namespace DfsAspire.Client.Transfer;

/// <summary>
/// Where the parts of a committed content lie, and whether that is enough for another entry to name it: three nodes must take the entry, each with
/// both of its parts, and every part must be on two nodes. A node that is away counts for the parts that it keeps, unless it said that it has them not.
/// </summary>
/// <param name="operation">The command.</param>
/// <param name="view">What the nodes show.</param>
/// <param name="entry">The entry that names the content.</param>
/// <param name="without">The nodes that last said that they lack one of their parts; kept up by this class.</param>
internal sealed class PartsAtHand(Operation operation, PathView view, Entry entry, ISet<NodeClient> without)
{
    private const int CopiesOfAPart = 2;

    /// <summary>Whether a node that is away counts for the parts that belong to it: only while a path names the content, so that it keeps them.</summary>
    public bool CountsThoseAway { get; init; } = true;

    /// <summary>The nodes that are up, show the entry, and hold both of their parts whole.</summary>
    public IReadOnlyList<Answer<StateReply>> Whole => [.. Showing.Where(answer => Lacks(answer).Count == 0)];

    private IEnumerable<Answer<StateReply>> Showing => view.HoldingBest.Where(answer => operation.IsUp(answer.Node.Node.Number));

    /// <summary>True when nothing has to be moved.</summary>
    public bool AreEnough()
    {
        var whole = Whole.Select(answer => answer.Node).ToHashSet();
        without.UnionWith(view.Answers.Select(answer => answer.Node));
        without.ExceptWith(whole);
        return whole.Count >= Operation.Quorum && Enumerable.Range(1, Lanes.Count).All(IsOnTwo);
    }

    /// <summary>Copies to nodes what they lack, as the sealed bytes that others hold; what one cannot be given goes to the node opposite as a loan.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        foreach (var answer in Showing.ToList())
            foreach (var part in Lacks(answer))
                await TryCopyAsync(part, answer.Node, isLoan: false, cancellationToken);
        foreach (var node in operation.Nodes.Where(node => !operation.IsUp(node.Node.Number) && !Counts(node)).ToList())
            await LendAsync(node, cancellationToken);
    }

    /// <summary>Leaves out the nodes that have not all their parts.</summary>
    public void LeaveOutOthers()
    {
        foreach (var node in operation.Up.Where(without.Contains))
            operation.MarkDown(node, $"has not all its parts of '{entry.Path}', and does not keep what it is given");
    }

    private async Task LendAsync(NodeClient node, CancellationToken cancellationToken)
    {
        var opposite = PlacementTable.Opposite(node.Node.Number);
        if (Showing.FirstOrDefault(answer => answer.Node.Node.Number == opposite) is not { } borrower)
            return;
        var own = PlacementTable.PartsOf(entry.Placement, node.Node.Number);
        foreach (var part in (int[])[own.First, own.Second])
            if (!borrower.Reply.Held.Holds(part))
                await TryCopyAsync(part, borrower.Node, isLoan: true, cancellationToken);
    }

    private async Task TryCopyAsync(int part, NodeClient to, bool isLoan, CancellationToken cancellationToken)
    {
        var info = entry.Parts[part - 1];
        var request = new StagePart(default, entry.Content, operation.Veil.Hide(entry.Path), part, isLoan, info.Length, 0, entry.ContentLength);
        foreach (var from in view.HoldersOf(part))
        {
            if (!operation.IsUp(from.Node.Number) || !operation.IsUp(to.Node.Number))
                continue;
            try
            {
                await PartCopy.RunAsync(from, to, request, info.Checksum, cancellationToken);
                return;
            }
            catch (NodeException fault)
            {
                operation.MarkDown(fault);
            }
        }
    }

    private List<int> Lacks(Answer<StateReply> answer)
    {
        var own = PlacementTable.PartsOf(entry.Placement, answer.Node.Node.Number);
        return [.. new[] { own.First, own.Second }.Where(part => !answer.Reply.Held.Holds(part))];
    }

    private bool Counts(NodeClient away) => CountsThoseAway && !without.Contains(away);

    private bool IsOnTwo(int part)
    {
        var home = PlacementTable.HoldersOf(entry.Placement, part);
        var away = new[] { home.First, home.Second }.Count(number => !operation.IsUp(number) && Counts(operation.Node(number)));
        return Showing.Count(answer => answer.Reply.Held.Holds(part)) + away >= CopiesOfAPart;
    }
}
