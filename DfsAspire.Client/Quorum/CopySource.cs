using DfsAspire.Client.Connections;
using DfsAspire.Protocol.Entries;

namespace DfsAspire.Client.Quorum;

/// <summary>A committed content that another path shall name as well: what the nodes showed of it, a moment ago.</summary>
/// <param name="Entry">The entry that names it.</param>
/// <param name="KeyRecord">The content's key record, one that opens.</param>
/// <param name="Tickets">The nodes that hold both of their parts of it whole, each with the ticket of the answer that says so.</param>
internal sealed record CopySource(Entry Entry, ReadOnlyMemory<byte> KeyRecord, IReadOnlyDictionary<NodeClient, long> Tickets);
