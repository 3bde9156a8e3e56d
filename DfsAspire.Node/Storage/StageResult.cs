using DfsAspire.Protocol.Entries;

namespace DfsAspire.Node.Storage;

/// <summary>What a node knows of a path after it staged a part for it.</summary>
/// <param name="Highest">The highest stamp known for the path, staged writes included.</param>
/// <param name="CurrentKind">What the path holds now.</param>
public readonly record struct StageResult(Stamp Highest, EntryKind CurrentKind);
