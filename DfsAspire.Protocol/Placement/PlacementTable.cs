using System.Buffers.Binary;
using System.IO.Hashing;

namespace DfsAspire.Protocol.Placement;

/// <summary>
/// Which node keeps which parts. Four nodes and four parts, both numbered 1 to 4; the placement <c>x</c> (0 to 3)
/// rotates the pairs. A node and its opposite (1↔3, 2↔4) together hold all four parts, whatever <c>x</c> is.
/// </summary>
public static class PlacementTable
{
    /// <summary>The number of nodes, and of parts.</summary>
    public const int Count = 4;

    /// <summary>
    /// The placement of a content: the low 64 bits of its XxHash128, modulo 4. Nodes learn this number and never the hash.
    /// </summary>
    /// <param name="contentHash">The XxHash128 of the whole plaintext, as <see cref="XxHash128"/> writes it: 16 bytes, big-endian.</param>
    /// <exception cref="ArgumentException">The hash is not 16 bytes long.</exception>
    public static int PlacementOf(ReadOnlySpan<byte> contentHash)
    {
        if (contentHash.Length != 16)
            throw new ArgumentException("An XxHash128 has 16 bytes.", nameof(contentHash));
        return (int)(BinaryPrimitives.ReadUInt64BigEndian(contentHash[8..]) % Count);
    }

    /// <summary>The two parts that node <paramref name="node"/> keeps under placement <paramref name="x"/>, in the table's order.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="x"/> is not 0 to 3, or <paramref name="node"/> not 1 to 4.</exception>
    public static PartPair PartsOf(int x, int node)
    {
        ThrowIfNotPlacement(x);
        ThrowIfNotNumber(node, nameof(node));
        int first = Wrap(node - x);
        return new PartPair(first, Wrap(first + 1));
    }

    /// <summary>The two nodes that keep part <paramref name="part"/> under placement <paramref name="x"/>: always neighbours, never opposites.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="x"/> is not 0 to 3, or <paramref name="part"/> not 1 to 4.</exception>
    public static NodePair HoldersOf(int x, int part)
    {
        ThrowIfNotPlacement(x);
        ThrowIfNotNumber(part, nameof(part));
        int asFirst = Wrap(part + x);
        return new NodePair(asFirst, Wrap(asFirst - 1));
    }

    /// <summary>The node across: 1↔3, 2↔4. It holds the two parts that <paramref name="node"/> does not, and takes its loans.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="node"/> is not 1 to 4.</exception>
    public static int Opposite(int node)
    {
        ThrowIfNotNumber(node, nameof(node));
        return Wrap(node + 2);
    }

    private static int Wrap(int number) => (number - 1 + 2 * Count) % Count + 1;

    private static void ThrowIfNotPlacement(int x)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(x, Count);
    }

    private static void ThrowIfNotNumber(int number, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, Count, name);
    }
}
