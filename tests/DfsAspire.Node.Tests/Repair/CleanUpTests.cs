using DfsAspire.Node.Repair;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Tests.Repair;

/// <summary>When a replaced content may go.</summary>
public sealed class CleanUpTests
{
    private static readonly Stamp Old = new(1, Guid.Parse("00000000-0000-0000-0000-000000000001"));
    private static readonly Stamp New = new(2, Guid.Parse("00000000-0000-0000-0000-000000000002"));

    private static readonly PathReport Gone = new(New, default, false);
    private static readonly PathReport Whole = new(New, HeldParts.All, false);
    private static readonly PathReport Behind = new(Old, HeldParts.All, false);
    private static readonly PathReport Nothing = new(Stamp.None, default, false);

    [Fact]
    public void A_file_whose_parts_all_nodes_have_lost_takes_no_older_ones_place()
    {
        Assert.False(CleanUp.IsReplaced([Gone, Gone, Gone, Gone], withoutContent: null, Old));
        Assert.True(CleanUp.IsReplaced([Gone, Gone, Gone, Gone], withoutContent: New, Old));
    }

    [Fact]
    public void A_node_that_is_behind_does_not_take_the_others_file_for_a_tombstone()
    {
        Assert.False(CleanUp.IsReplaced([Behind, Gone, Gone, Gone], withoutContent: null, Old));
        Assert.False(CleanUp.IsReplaced([Behind, Gone, Gone, Gone], withoutContent: Old, Old));
        Assert.True(CleanUp.IsReplaced([Behind, Whole, Whole, Gone], withoutContent: null, Old));
    }

    [Fact]
    public void A_newer_file_needs_three_nodes_and_two_of_each_part()
    {
        Assert.True(CleanUp.IsReplaced([Whole, Whole, Gone, Behind], null, Old));
        Assert.False(CleanUp.IsReplaced([Whole, Gone, Gone, Gone], null, Old));
        Assert.False(CleanUp.IsReplaced([Whole, Whole, Behind, Behind], null, Old));
    }

    [Fact]
    public void A_tombstone_that_is_forgotten_everywhere_leaves_nothing() =>
        Assert.True(CleanUp.IsReplaced([Nothing, Nothing, Nothing, Nothing], null, Old));
}
