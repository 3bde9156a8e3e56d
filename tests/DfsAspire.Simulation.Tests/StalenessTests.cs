using static DfsAspire.Simulation.Tests.Histories;

namespace DfsAspire.Simulation.Tests;

public sealed class StalenessTests
{
    [Fact]
    public void A_read_by_two_may_miss_what_was_never_acknowledged() =>
        Assert.Empty(Check(Put(1, 1, 2, stamp: 1), Put(2, 3, 0).Open(), Get(1, 5, 6).ByTwo(), Get(2, 7, 8).ByTwo(), Get(1, 9, 10).ByTwo()));

    [Fact]
    public void A_read_by_two_is_never_older_than_an_acknowledged_write()
    {
        Assert.Single(Check(Put(1, 1, 2), Put(2, 3, 4), Get(1, 5, 6).ByTwo()));
        Assert.Single(Check(Put(1, 1, 2), Get(0, 3, 4).ByTwo()));
        Assert.Empty(Check(Put(1, 1, 2), Put(2, 3, 6), Get(1, 4, 5).ByTwo()));
    }

    [Fact]
    public void Stamps_tell_the_order_of_writes_that_were_made_at_once()
    {
        Assert.Single(Check(Put(1, 1, 4, stamp: 1), Put(2, 2, 3, stamp: 2), Get(1, 5, 6).ByTwo()));
        Assert.Empty(Check(Put(1, 1, 4, stamp: 3), Put(2, 2, 3, stamp: 2), Get(1, 5, 6).ByTwo()));
    }

    [Fact]
    public void A_read_by_two_is_never_older_than_what_three_answered() =>
        Assert.Single(Check(Put(1, 1, 2), Put(2, 3, 0).Open(), Get(2, 5, 6), Get(1, 7, 8).ByTwo()));

    [Fact]
    public void Nothing_that_was_read_before_the_first_write_ended_makes_no_write_old() =>
        Assert.Empty(Check(Put(1, 1, 20, stamp: 1), Delete(2, 21, stamp: 2), Get(0, 3, 4), Get(1, 5, 6).ByTwo()));

    [Fact]
    public void A_deletion_that_was_acknowledged_is_not_missed()
    {
        Assert.Single(Check(Put(1, 1, 2), Delete(3, 4), Get(1, 5, 6).ByTwo()));
        Assert.Empty(Check(Put(1, 1, 2), Delete(3, 4), Get(0, 5, 6).ByTwo()));
        Assert.Single(Check(Delete(1, 2), Put(1, 3, 4), Get(0, 5, 6).ByTwo()));
    }
}
