using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Store;

/// <summary>What a GET delivered, and what it met on the way.</summary>
public sealed record GetReceipt
{
    /// <summary>The path read.</summary>
    public required StorePath Path { get; init; }

    /// <summary>Plaintext bytes.</summary>
    public required long Length { get; init; }

    /// <summary>When the version was written, by its writer's clock.</summary>
    public required DateTimeOffset WrittenAt { get; init; }

    /// <summary>True when only two nodes answered: the version may be older than one that was never acknowledged, never older than an acknowledged one.</summary>
    public bool AnsweredByTwo { get; init; }

    /// <summary>Nodes that were away, failed, or gave a damaged part. The bytes delivered are right all the same.</summary>
    public IReadOnlyList<NodeFault> Faults { get; init; } = [];
}
