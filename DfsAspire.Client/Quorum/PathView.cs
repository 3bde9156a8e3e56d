using DfsAspire.Client.Connections;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Quorum;

/// <summary>What a quorum says of one path.</summary>
internal sealed class PathView
{
    public required IReadOnlyList<Answer<StateReply>> Answers { get; init; }

    /// <summary>The entry with the highest stamp; null when nothing was ever written.</summary>
    public SignedEntry? Best { get; init; }

    /// <summary>The highest stamp that is known, staged writes included: a new one goes above it.</summary>
    public required Stamp Highest { get; init; }

    public EntryKind Kind => Best?.Entry.Kind ?? EntryKind.None;

    public Stamp BestStamp => Best?.Entry.Stamp ?? Stamp.None;

    /// <summary>True when a file or folder lies there now.</summary>
    public bool Exists => Kind is EntryKind.File or EntryKind.Folder;

    /// <summary>True when each part of a file is held whole by a node that answered, and for what has no parts.</summary>
    public bool HasAllParts => Kind != EntryKind.File || Enumerable.Range(1, Best!.Entry.Parts.Count).All(part => HoldersOf(part).Count > 0);

    /// <summary>The key records that nodes keep beside the best entry's content; they may differ, and one that opens is enough.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> KeyRecords =>
        HoldingBest.Select(answer => answer.Reply.KeyRecord).Where(record => !record.IsEmpty);

    /// <summary>Answers of nodes that hold the best stamp.</summary>
    public IEnumerable<Answer<StateReply>> HoldingBest =>
        Answers.Where(answer => Best is not null && StampOf(answer.Reply) == BestStamp);

    /// <summary>The nodes that hold a part of the best entry's content whole.</summary>
    public IReadOnlyList<NodeClient> HoldersOf(int part) =>
        [.. HoldingBest.Where(answer => answer.Reply.Held.Holds(part)).Select(answer => answer.Node)];

    public static Stamp StampOf(StateReply reply) => reply.Entry?.Entry.Stamp ?? Stamp.None;
}
