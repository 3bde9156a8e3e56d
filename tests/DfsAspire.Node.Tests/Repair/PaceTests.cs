using DfsAspire.Node.Repair;
using DfsAspire.Node.Sessions;
using Microsoft.Extensions.Time.Testing;

namespace DfsAspire.Node.Tests.Repair;

public sealed class PaceTests
{
    private const int BytesPerSecond = 1600;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_clock_that_is_set_changes_no_rate(int hours)
    {
        var even = new FakeTimeProvider();
        var clock = new SteppedClock(even);
        var pace = new Pace(BytesPerSecond, new ClientWork(clock), clock);
        await pace.SpendAsync(BytesPerSecond / 4, Cancel);
        clock.Step = TimeSpan.FromHours(hours);

        var spent = pace.SpendAsync(BytesPerSecond, Cancel).AsTask();
        Assert.False(spent.IsCompleted);
        even.Advance(TimeSpan.FromSeconds(1));
        await spent.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
    }

    [Fact]
    public async Task While_a_client_is_served_it_is_an_eighth_of_the_rate()
    {
        var time = new FakeTimeProvider();
        var clients = new ClientWork(time);
        var pace = new Pace(BytesPerSecond, clients, time);
        await pace.SpendAsync(BytesPerSecond / 4, Cancel);
        using var underWay = clients.BeginSending();

        var spent = pace.SpendAsync(BytesPerSecond, Cancel).AsTask();
        time.Advance(TimeSpan.FromSeconds(7.9));
        Assert.False(spent.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));
        await spent.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
    }

    [Fact]
    public async Task While_a_client_is_served_syncs_have_a_sixteenth_of_the_rate()
    {
        var time = new FakeTimeProvider();
        var clients = new ClientWork(time);
        var pace = new Pace(BytesPerSecond, clients, time);
        await pace.SpendOnSyncsAsync(BytesPerSecond / 4, Cancel);
        using var underWay = clients.BeginSending();

        var spent = pace.SpendOnSyncsAsync(BytesPerSecond, Cancel).AsTask();
        time.Advance(TimeSpan.FromSeconds(15.9));
        Assert.False(spent.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));
        await spent.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
    }

    [Fact]
    public async Task Rest_that_was_not_taken_is_saved_up_for_a_quarter_of_a_second()
    {
        var time = new FakeTimeProvider();
        var pace = new Pace(BytesPerSecond, new ClientWork(time), time);
        time.Advance(TimeSpan.FromHours(1));
        await pace.SpendAsync(BytesPerSecond / 4, Cancel);

        var spent = pace.SpendAsync(BytesPerSecond / 2, Cancel).AsTask();
        time.Advance(TimeSpan.FromSeconds(0.49));
        Assert.False(spent.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.01));
        await spent.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
    }
}
