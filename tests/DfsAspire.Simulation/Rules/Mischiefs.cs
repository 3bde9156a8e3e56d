using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Simulation.Cluster;

namespace DfsAspire.Simulation.Rules;

/// <summary>Acknowledged when two nodes have taken it: the others are told nothing, and counted.</summary>
internal sealed class WriteQuorumOfTwo(SimCluster cluster) : IMischief
{
    public async Task<bool> MeddleAsync(Meddler meddler, MessageKind kind, ReadOnlyMemory<byte> message)
    {
        if (kind != MessageKind.Commit)
            return false;
        var stamp = MessageCodec.Read<Commit>(message).Entry.Entry.Stamp;
        var first = stamp.Counter % 4;
        var taking = cluster.Nodes.Where(node => node.IsUp).OrderBy(node => ((ulong)node.Number + first) % 4).Take(2);
        return !taking.Contains(meddler.Node) && await meddler.AnswerAsync(new CommitReply(Outcome.Ok, meddler.Node.Services!.View(), stamp));
    }
}

/// <summary>A reader trusts what two nodes hold: it finishes nothing any more.</summary>
internal sealed class TrustInTwo(SimCluster cluster) : IMischief
{
    private readonly Dictionary<Meddler, Finish> _pretended = [];

    public async Task<bool> MeddleAsync(Meddler meddler, MessageKind kind, ReadOnlyMemory<byte> message)
    {
        if (kind == MessageKind.Finish && MessageCodec.Read<Finish>(message) is var finish && await IsHeldByTwoAsync(meddler.User, finish.Entry.Entry))
        {
            _pretended[meddler] = finish;
            return await meddler.AnswerAsync(new FinishReply(Outcome.Ok, meddler.Node.Services!.View(), finish.Entry.Entry.Stamp));
        }

        if (kind != MessageKind.GetState || !_pretended.Remove(meddler, out var told) || MessageCodec.Read<GetState>(message).Path != told.Entry.Entry.Path)
            return false;
        return await meddler.AnswerAsync(new StateReply(
            Outcome.Ok, meddler.Node.Services!.View(), told.Entry, told.KeyRecord, default, told.Entry.Entry.Stamp));
    }

    private async Task<bool> IsHeldByTwoAsync(string user, Entry entry)
    {
        var holding = 0;
        foreach (var store in cluster.Nodes.Select(node => node.Store).OfType<Node.Storage.NodeStore>().ToList())
        {
            var state = await store.GetStateAsync(user, entry.Path, CancellationToken.None);
            if (state.Entry?.Entry.Stamp >= entry.Stamp)
                holding++;
        }

        return holding >= 2;
    }
}

/// <summary>Says that parts are staged, and does not keep them: one node's of each content, or those on loan.</summary>
internal sealed class PartsNotKept(bool onlyLoans) : IMischief
{
    public async Task<bool> MeddleAsync(Meddler meddler, MessageKind kind, ReadOnlyMemory<byte> message)
    {
        var store = meddler.Node.Store!;
        if (kind == MessageKind.StagePart && MessageCodec.Read<StagePart>(message) is var part && (onlyLoans ? part.IsLoan : IsChosen(meddler.Node, part.Content)))
        {
            await meddler.SwallowPartAsync(part);
            var state = await store.GetStateAsync(meddler.User, part.Path, CancellationToken.None);
            return await meddler.AnswerAsync(new StageReply(
                Outcome.Ok, meddler.Node.Services!.View(), state.Highest, state.Entry?.Entry.Kind ?? EntryKind.None));
        }

        if (onlyLoans || kind != MessageKind.Commit || MessageCodec.Read<Commit>(message) is var commit && !IsChosen(meddler.Node, commit.Entry.Entry.Content))
            return false;
        var result = await store.FinishAsync(meddler.User, commit.Entry, commit.KeyRecord, CancellationToken.None);
        return await meddler.AnswerAsync(new CommitReply(new Outcome(result.Status, result.Text), meddler.Node.Services!.View(), result.Committed));
    }

    private static bool IsChosen(SimNode node, ContentId content) => !content.IsNone && (content.ToBytes()[15] % 4) + 1 == node.Number;
}
