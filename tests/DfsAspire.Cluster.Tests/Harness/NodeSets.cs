using DfsAspire.Protocol.Placement;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>Sets of nodes that are down, and what the table of docs/consistency.md promises for each.</summary>
internal static class NodeSets
{
    /// <summary>Every set but that of all four, as the texts that theories show: "none", "2", "1+3".</summary>
    public static IEnumerable<string> All => Enumerable.Range(0, 15).Select(mask => ToText(TestCluster.Numbers.Where(number => (mask & (1 << (number - 1))) != 0)));

    /// <summary>The sets with which every acknowledged file can be read.</summary>
    public static IReadOnlyList<int[]> Readable { get; } = [[], [1], [2], [3], [4], [1, 3], [2, 4]];

    public static int[] Parse(string text) => text == "none" ? [] : [.. text.Split('+').Select(int.Parse)];

    public static bool CanWrite(int[] down) => down.Length <= 1;

    public static bool CanRead(int[] down) => CanWrite(down) || (down.Length == 2 && PlacementTable.Opposite(down[0]) == down[1]);

    public static string ToText(IEnumerable<int> down) => down.Any() ? string.Join('+', down) : "none";
}
