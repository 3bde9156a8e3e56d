using System.IO.Hashing;
using System.Text;
using DfsAspire.Protocol.Placement;

namespace DfsAspire.Protocol.Tests.Placement;

public sealed class PlacementTableTests
{
    // The original's table, row by x, column by node.
    private static readonly (int, int)[][] Original =
    [
        [(1, 2), (2, 3), (3, 4), (4, 1)],
        [(4, 1), (1, 2), (2, 3), (3, 4)],
        [(3, 4), (4, 1), (1, 2), (2, 3)],
        [(2, 3), (3, 4), (4, 1), (1, 2)],
    ];

    private static readonly int[] Numbers = [1, 2, 3, 4];

    public static TheoryData<int> Placements => [0, 1, 2, 3];

    [Theory, MemberData(nameof(Placements))]
    public void Every_cell_is_the_original_table(int x)
    {
        foreach (int node in Numbers)
        {
            PartPair pair = PlacementTable.PartsOf(x, node);
            Assert.Equal(Original[x][node - 1], (pair.First, pair.Second));
        }
    }

    [Theory, MemberData(nameof(Placements))]
    public void Holders_are_exactly_the_nodes_that_keep_the_part(int x)
    {
        foreach (int part in Numbers)
        {
            NodePair holders = PlacementTable.HoldersOf(x, part);
            Assert.NotEqual(holders.First, holders.Second);
            Assert.Equal(part, PlacementTable.PartsOf(x, holders.First).First);
            Assert.Equal(part, PlacementTable.PartsOf(x, holders.Second).Second);
            foreach (int node in Numbers)
                Assert.Equal(PlacementTable.PartsOf(x, node).Contains(part), holders.Contains(node));
        }
    }

    [Theory, MemberData(nameof(Placements))]
    public void A_node_and_its_opposite_hold_all_four_parts(int x)
    {
        foreach (int node in Numbers)
            Assert.Equal(Numbers, Held(x, node).Union(Held(x, PlacementTable.Opposite(node))).Order());
        Assert.Equal([3, 4, 1, 2], Numbers.Select(PlacementTable.Opposite));
    }

    // The table of promises: one down or two opposites down, a GET still finds four parts; with two neighbours or three
    // down it need not. Written with all four nodes up, or with any one away whose pair was lent to its opposite.
    [Theory, MemberData(nameof(Placements))]
    public void With_one_node_gone_and_its_pair_lent_to_the_opposite_every_promise_holds(int x)
    {
        foreach (int away in (int[])[0, .. Numbers])
        {
            Dictionary<int, HashSet<int>> held = Numbers.Where(node => node != away).ToDictionary(node => node, node => Held(x, node).ToHashSet());
            if (away != 0)
                held[PlacementTable.Opposite(away)].UnionWith(Held(x, away));

            foreach (int[] down in SetsOfNodes().Where(IsPromisedReadable))
            {
                IEnumerable<int> found = held.Where(node => !down.Contains(node.Key)).SelectMany(node => node.Value).Distinct().Order();
                Assert.True(Numbers.SequenceEqual(found), $"x={x}, away at the write: {away}, down at the read: {string.Join('+', down)}");
            }
        }
    }

    [Theory, MemberData(nameof(Placements))]
    public void Two_neighbours_down_lose_a_part_when_nothing_was_lent(int x)
    {
        foreach (int node in Numbers)
        {
            int neighbour = node % 4 + 1;
            Assert.True(Numbers.Where(up => up != node && up != neighbour).SelectMany(up => Held(x, up)).Distinct().Count() < 4);
        }
    }

    // Frozen: a content's place must never change from one version of the program to the next.
    [Theory]
    [InlineData("", "99aa06d3014798d86001c324468d497f", 3)]
    [InlineData("a", "a96faf705af16834e6c632b61e964e1f", 3)]
    [InlineData("abc", "06b05ab6733a618578af5f94892f3950", 0)]
    public void The_placement_is_the_low_half_of_the_hash_modulo_four(string content, string hash, int x)
    {
        byte[] computed = XxHash128.Hash(Encoding.UTF8.GetBytes(content));
        Assert.Equal(hash, Convert.ToHexStringLower(computed));
        Assert.Equal(x, PlacementTable.PlacementOf(computed));
    }

    [Fact]
    public void Every_placement_occurs_about_equally_often()
    {
        int[] counts = new int[4];
        for (int i = 0; i < 4_000; i++)
            counts[PlacementTable.PlacementOf(XxHash128.Hash(BitConverter.GetBytes(i)))]++;
        Assert.All(counts, count => Assert.InRange(count, 850, 1_150));
    }

    [Fact]
    public void Numbers_outside_the_table_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PlacementTable.PartsOf(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => PlacementTable.PartsOf(4, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => PlacementTable.PartsOf(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => PlacementTable.PartsOf(0, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => PlacementTable.HoldersOf(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => PlacementTable.HoldersOf(4, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => PlacementTable.Opposite(5));
        Assert.Throws<ArgumentException>(() => PlacementTable.PlacementOf(new byte[8]));
    }

    private static int[] Held(int x, int node)
    {
        PartPair pair = PlacementTable.PartsOf(x, node);
        return [pair.First, pair.Second];
    }

    private static IEnumerable<int[]> SetsOfNodes() =>
        Enumerable.Range(0, 16).Select(mask => Numbers.Where(node => (mask >> (node - 1) & 1) == 1).ToArray());

    private static bool IsPromisedReadable(int[] down) =>
        down.Length < 2 || down is [1, 3] or [2, 4];
}
