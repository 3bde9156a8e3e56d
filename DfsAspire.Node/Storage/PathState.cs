using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Storage;

/// <summary>What the catalog says of one path, all of it read at one moment.</summary>
/// <param name="Entry">The committed entry, tombstones too; null where nothing was ever committed.</param>
/// <param name="KeyRecord">The key record of the entry's content; empty for folders, tombstones and nothing.</param>
/// <param name="Held">The parts of the entry's content that lie here whole.</param>
/// <param name="Highest">The highest stamp known for the path, staged writes included.</param>
public sealed record PathState(SignedEntry? Entry, ReadOnlyMemory<byte> KeyRecord, HeldParts Held, Stamp Highest);
