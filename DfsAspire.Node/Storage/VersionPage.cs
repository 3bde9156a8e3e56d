using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Storage;

/// <summary>Some versions that a node still keeps, in the order of the names' bytes, then of the stamps.</summary>
/// <param name="Items">The versions; empty when none follow.</param>
/// <param name="HasMore">True when more may follow after the last of them.</param>
public sealed record VersionPage(IReadOnlyList<VersionItem> Items, bool HasMore);

/// <summary>What is here of one content.</summary>
/// <param name="KeyRecord">Its key record; empty when it is not committed here.</param>
/// <param name="Held">The parts that lie here whole, staged ones too.</param>
public sealed record ContentState(ReadOnlyMemory<byte> KeyRecord, HeldParts Held);
