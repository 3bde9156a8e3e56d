using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Store;

/// <summary>What an acknowledged write rests on.</summary>
public record WriteReceipt
{
    /// <summary>The path written.</summary>
    public required StorePath Path { get; init; }

    /// <summary>The write's place among all writes of the path.</summary>
    public required Stamp Stamp { get; init; }

    /// <summary>Names of the nodes that have taken the entry and synced it.</summary>
    public required IReadOnlyList<string> Nodes { get; init; }

    /// <summary>Nodes that were away or failed on the way. The write is whole all the same.</summary>
    public IReadOnlyList<NodeFault> Faults { get; init; } = [];
}
