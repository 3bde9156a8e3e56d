using System.Globalization;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Store;

/// <summary>What a verification read, and what it found.</summary>
public sealed record VerifyReport
{
    /// <summary>Files read.</summary>
    public required long Files { get; init; }

    /// <summary>Copies of parts that were found sound, from every holder.</summary>
    public required long Parts { get; init; }

    /// <summary>Plaintext bytes authenticated, each as often as there are copies.</summary>
    public required long Bytes { get; init; }

    /// <summary>What is not as it should be; empty when all is well.</summary>
    public required IReadOnlyList<VerifyFault> Faults { get; init; }

    /// <summary>Nodes that did not answer.</summary>
    public IReadOnlyList<NodeFault> NodeFaults { get; init; } = [];
}

/// <summary>One thing that is not as it should be.</summary>
/// <param name="Path">The file.</param>
/// <param name="Part">The part, 1 to 4; null when it is the whole file.</param>
/// <param name="Node">The node's name; null when it is no single node's fault.</param>
/// <param name="Reason">What is wrong, for people.</param>
public sealed record VerifyFault(StorePath Path, int? Part, string? Node, string Reason)
{
    /// <summary>All of it, for messages.</summary>
    public override string ToString()
    {
        var part = Part is { } number ? string.Create(CultureInfo.InvariantCulture, $", part {number}") : "";
        return $"{Path}{part}{(Node is null ? "" : $" on {Node}")}: {Reason}";
    }
}
