using DfsAspire.Client.Connections;
using DfsAspire.Client.Quorum;
using DfsAspire.Client.Sealing;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Placement;

namespace DfsAspire.Client.Transfer;

/// <summary>
/// Where the parts of a committed content lie, and whether that is enough for another entry to name it: three nodes must take the entry, each with
/// both of its parts, and every part must be on two nodes, of which one may be away that had it when the content was committed.
/// </summary>
internal sealed class PartsAtHand(Operation operation, PathView view, Entry entry)
{
    private const int CopiesOfAPart = 2;

    /// <summary>The nodes that are up, show the entry, and hold both of their parts whole.</summary>
    public IReadOnlyList<Answer<StateReply>> Whole => [.. Showing.Where(answer => Lacks(answer).Count == 0)];

    /// <summary>True when nothing has to be moved.</summary>
    public bool AreEnough => Whole.Count >= Operation.Quorum && Enumerable.Range(1, Lanes.Count).All(IsOnTwo);

    private IEnumerable<Answer<StateReply>> Showing => view.HoldingBest.Where(answer => operation.IsUp(answer.Node.Node.Number));

    /// <summary>Copies to the nodes that are up what they lack, as the sealed bytes that other nodes hold. Who fails is left out from then on.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        foreach (var answer in Showing.ToList())
            foreach (var part in Lacks(answer))
                await TryCopyAsync(part, answer.Node, cancellationToken);
    }

    private async Task TryCopyAsync(int part, NodeClient to, CancellationToken cancellationToken)
    {
        var info = entry.Parts[part - 1];
        var request = new StagePart(default, entry.Content, entry.Path, part, IsLoan: false, info.Length, 0, entry.Length);
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

    private bool IsOnTwo(int part)
    {
        var home = PlacementTable.HoldersOf(entry.Placement, part);
        var away = new[] { home.First, home.Second }.Count(number => !operation.IsUp(number));
        return Showing.Count(answer => answer.Reply.Held.Holds(part)) + away >= CopiesOfAPart;
    }
}
