using DfsAspire.Protocol.Entries;

namespace DfsAspire.Client.Store;

/// <summary>What an acknowledged PUT rests on: every part is synced on two nodes.</summary>
public sealed record PutReceipt : WriteReceipt
{
    /// <summary>The content written.</summary>
    public required ContentId Content { get; init; }

    /// <summary>Plaintext bytes.</summary>
    public required long Length { get; init; }

    /// <summary>Which nodes hold each part: index 0 is part 1.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Holders { get; init; }

    /// <summary>How many part transfers went to the node opposite as a loan.</summary>
    public required int Loans { get; init; }
}
