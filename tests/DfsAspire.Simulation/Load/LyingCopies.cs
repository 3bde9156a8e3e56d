using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Simulation.Cluster;
using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.Rules;

namespace DfsAspire.Simulation.Load;

/// <summary>
/// A node that tells the others of entries that nobody signed, with stamps above those that it has: another content, or that the
/// path holds nothing any more. To clients it tells the truth.
/// </summary>
internal sealed class LyingCopies(World world, SimCluster cluster, bool adopt) : IMischief
{
    private readonly Chance _chance = world.Chance.Split();

    public async Task<bool> MeddleAsync(Meddler meddler, MessageKind kind, ReadOnlyMemory<byte> message)
    {
        if (kind != MessageKind.GetChanges || meddler.Node.Store is not { } store)
            return false;
        var after = MessageCodec.Read<GetChanges>(message).After;
        var (changes, hasMore) = await store.ListChangesAsync(after, ChangesReply.PageBytes / 2, CancellationToken.None);
        var told = changes.Select(change => _chance.Happens(0.3) ? Forge(change) : change).ToList();
        if (adopt && cluster.Nodes.FirstOrDefault(node => node.Host.Life == meddler.Asker) is { Store: { } asker } node)
        {
            foreach (var forged in told.Except(changes))
                await UncheckedTaking.TakeAsync(asker, node.Number, forged);
        }

        return await meddler.AnswerAsync(new ChangesReply(Outcome.Ok, hasMore, told));
    }

    private Change Forge(Change change)
    {
        var entry = change.Entry.Entry;
        var above = entry.Stamp with { Counter = entry.Stamp.Counter + (ulong)_chance.Between(1, 1_000_000) };
        var forged = entry.Kind == EntryKind.File && _chance.Happens(0.5)
            ? entry with { Stamp = above, Content = new ContentId(_chance.Id()) }
            : new Entry { User = entry.User, Path = entry.Path, Kind = EntryKind.Tombstone, Stamp = above, WrittenAt = entry.WrittenAt };
        world.Trace.Note($"a lie is told of '{entry.Path}': {forged.Kind}");
        // The signature is genuine, and another entry's.
        return change with
        {
            Entry = SignedEntry.Sign(forged, _ => change.Entry.Signature.ToArray()),
            KeyRecord = forged.Content.IsNone ? default : change.KeyRecord,
        };
    }
}
