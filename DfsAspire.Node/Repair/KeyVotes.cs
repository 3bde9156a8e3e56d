using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Repair;

/// <summary>
/// Weighs the key records that come with copied entries. Nobody signs them and no node can open one, so that the first node asked could hand out
/// anything: what two others agree on counts more.
/// </summary>
internal sealed class KeyVotes
{
    // Those that wait for a second word. Beyond that, whoever comes first is believed.
    private const int Most = 100_000;

    private readonly Dictionary<(string User, ContentId Content), Vote> _open = [];

    /// <summary>An entry was copied from a node, and its content's key record with it.</summary>
    public void NoteTaken(int node, Change change)
    {
        if (!change.KeyRecord.IsEmpty && _open.Count < Most)
            _open.TryAdd(KeyOf(change), new Vote(node, change.KeyRecord, 0, default));
    }

    /// <summary>What a node shows of a content; answers the record that was taken, when two others agree on this one instead.</summary>
    public ReadOnlyMemory<byte>? Hear(int node, Change change)
    {
        if (change.KeyRecord.IsEmpty || !_open.TryGetValue(KeyOf(change), out var vote) || vote.From == node)
            return null;
        if (change.KeyRecord.Span.SequenceEqual(vote.Record.Span))
        {
            _open.Remove(KeyOf(change));
            return null;
        }

        if (vote.DoubtFrom == 0 || vote.DoubtFrom == node)
        {
            _open[KeyOf(change)] = vote with { DoubtFrom = node, Doubt = change.KeyRecord };
            return null;
        }

        if (!change.KeyRecord.Span.SequenceEqual(vote.Doubt.Span))
            return null;
        _open.Remove(KeyOf(change));
        return vote.Record;
    }

    private static (string User, ContentId Content) KeyOf(Change change) => (change.Entry.Entry.User, change.Entry.Entry.Content);

    /// <summary>From which node a record came, and what another one has shown instead.</summary>
    private sealed record Vote(int From, ReadOnlyMemory<byte> Record, int DoubtFrom, ReadOnlyMemory<byte> Doubt);
}
