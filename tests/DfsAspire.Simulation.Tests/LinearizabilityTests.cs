using static DfsAspire.Simulation.Tests.Histories;

namespace DfsAspire.Simulation.Tests;

public sealed class LinearizabilityTests
{
    [Fact]
    public void Reads_of_the_last_write_are_good() =>
        Assert.Empty(Check(Get(0, 1, 2), Put(1, 3, 4), Get(1, 5, 6), Put(2, 7, 8), Get(2, 9, 10), Delete(11, 12), Get(0, 13, 14)));

    [Fact]
    public void A_read_of_an_overwritten_value_is_bad() => Assert.Single(Check(Put(1, 1, 2), Put(2, 3, 4), Get(1, 5, 6)));

    [Fact]
    public void A_read_during_a_write_may_have_either_value()
    {
        Assert.Empty(Check(Put(1, 1, 2), Put(2, 3, 8), Get(1, 4, 5), Get(2, 6, 7)));
        Assert.Single(Check(Put(1, 1, 2), Put(2, 3, 8), Get(2, 4, 5), Get(1, 6, 7)));
    }

    [Fact]
    public void Two_writes_at_once_have_one_order_for_all_readers()
    {
        Assert.Empty(Check(Put(1, 1, 10), Put(2, 2, 9), Get(2, 3, 4), Get(1, 5, 6), Get(1, 11, 12)));
        Assert.Single(Check(Put(1, 1, 4), Put(2, 2, 3), Get(2, 5, 6), Get(1, 7, 8)));
    }

    [Fact]
    public void An_open_write_takes_effect_late_or_never_but_not_twice()
    {
        Assert.Empty(Check(Put(1, 1, 2), Put(2, 3, 0).Open(), Get(1, 4, 5), Get(2, 6, 7)));
        Assert.Empty(Check(Put(1, 1, 2), Put(2, 3, 0).Open(), Get(1, 4, 5)));
        Assert.Single(Check(Put(2, 3, 0).Open(), Get(2, 4, 5), Put(1, 6, 7), Get(1, 8, 9), Get(2, 10, 11)));
    }

    [Fact]
    public void A_refused_write_never_takes_effect() => Assert.Single(Check(Put(1, 1, 2), Put(2, 3, 4).Refused(), Get(2, 5, 6)));

    [Fact]
    public void A_move_deletes_what_it_has_read_and_nothing_newer()
    {
        Assert.Empty(Check(Put(1, 1, 2), GiveUp(1, 3, 4), Get(0, 5, 6)));
        Assert.Single(Check(Put(1, 1, 2), GiveUp(1, 3, 4), Get(1, 5, 6)));
        Assert.Empty(Check(Put(1, 1, 2), GiveUp(1, 3, 8), Put(2, 4, 5), Get(2, 9, 10)));
        Assert.Single(Check(Put(1, 1, 2), GiveUp(1, 3, 8), Put(2, 4, 5), Get(0, 9, 10)));
        Assert.Single(Check(Put(1, 1, 2), Put(2, 3, 4), GiveUp(1, 5, 6), Get(0, 7, 8)));
    }

    [Fact]
    public void An_open_copy_has_one_content_for_all_readers()
    {
        Assert.Empty(Check(Put(1, 1, 2), OpenCopy(3), Get(1, 4, 5), Get(7, 6, 7)));
        Assert.Single(Check(Put(1, 1, 2), OpenCopy(3), Get(7, 4, 5), Get(8, 6, 7)));
        Assert.Single(Check(Put(1, 1, 2), OpenCopy(3), Get(7, 4, 5), Get(1, 6, 7)));
        Assert.Single(Check(Put(1, 1, 2), OpenCopy(3), Get(0, 4, 5)));
    }

    [Fact]
    public void A_value_that_nobody_wrote_is_bad() => Assert.Single(Check(Put(1, 1, 2), Get(3, 3, 4)));

    [Fact]
    public void A_lost_write_is_bad() => Assert.Single(Check(Put(1, 1, 2), Get(0, 3, 4)));

    [Fact]
    public void Many_open_writes_are_judged_in_time() => Assert.Single(Check(
        [.. Enumerable.Range(1, 60).Select(at => Put(at, at, 0).Open()), Get(1, 100, 101), Get(2, 102, 103), Put(99, 104, 105), Get(1, 106, 107)]));
}
