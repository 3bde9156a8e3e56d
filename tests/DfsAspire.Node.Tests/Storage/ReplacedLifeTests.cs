using DfsAspire.Node.Storage;
using DfsAspire.Node.Tests.Repair;
using Microsoft.Extensions.Time.Testing;

namespace DfsAspire.Node.Tests.Storage;

/// <summary>How long replaced contents are shown and kept.</summary>
public sealed class ReplacedLifeTests
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);
    private static readonly TimeSpan Notice = TimeSpan.FromMinutes(2);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
    private readonly ReplacedLife _life;

    public ReplacedLifeTests() => _life = new ReplacedLife(Life, Notice, _time);

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    [Fact]
    public void Contents_are_shown_until_their_notice_and_kept_for_their_life()
    {
        Assert.Equal(Now - (long)(Life - Notice).TotalMilliseconds, _life.ShownSince);
        Assert.Equal(Now - (long)Life.TotalMilliseconds, _life.KeptSince);
        Assert.Equal(Now + (long)(Life - Notice).TotalMilliseconds, _life.ShownUntil(Now));
    }

    [Fact]
    public void Those_given_notice_are_not_shown_at_once_and_kept_until_it_has_passed()
    {
        var (whole, moment) = (_life.KeptSince, Now - 1000);
        _life.GiveNotice(moment);

        Assert.Equal(moment, _life.ShownSince);
        Assert.Equal(whole, _life.KeptSince);
        Assert.True(_life.ShownUntil(moment - 1) < Now);
        Assert.True(_life.ShownUntil(moment) > Now);

        _time.Advance(Notice);
        Assert.Equal(moment, _life.KeptSince);
    }

    [Fact]
    public void Each_notice_runs_by_itself()
    {
        var (first, second) = (Now - 2000, Now - 1000);
        _life.GiveNotice(first);
        _time.Advance(Notice / 2);
        _life.GiveNotice(second);
        _life.GiveNotice(first);
        Assert.Equal(second, _life.ShownSince);

        _time.Advance(Notice / 2);
        Assert.Equal(first, _life.KeptSince);
        _time.Advance(Notice / 2);
        Assert.Equal(second, _life.KeptSince);
    }

    [Fact]
    public void A_notice_that_was_given_while_the_clock_was_ahead_ends_no_life_sooner()
    {
        var clock = new SteppedClock(_time) { Step = TimeSpan.FromDays(365) };
        var life = new ReplacedLife(Life, Notice, clock);
        life.GiveNotice(clock.GetUtcNow().ToUnixTimeMilliseconds());
        _time.Advance(Notice);
        clock.Step = TimeSpan.Zero;

        Assert.False(life.IsShortened);
        Assert.Equal(Now - (long)(Life - Notice).TotalMilliseconds, life.ShownSince);
        Assert.Equal(Now - (long)Life.TotalMilliseconds, life.KeptSince);

        var moment = Now - 1000;
        life.GiveNotice(moment);
        _time.Advance(Notice);
        Assert.Equal(moment, life.KeptSince);
    }

    [Fact]
    public void A_life_that_is_whole_again_has_its_notice_before_it_ends_once_more()
    {
        _life.GiveNotice(Now);
        _time.Advance(Notice);
        _life.Restore();
        var moment = Now;
        Assert.False(_life.IsShortened);
        Assert.True(_life.ShownSince < moment);

        _life.GiveNotice(moment);

        Assert.True(_life.KeptSince < moment - 1);
    }
}
