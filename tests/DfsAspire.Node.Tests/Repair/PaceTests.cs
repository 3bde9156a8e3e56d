using DfsAspire.Node.Repair;
using DfsAspire.Node.Sessions;
using Microsoft.Extensions.Time.Testing;

namespace DfsAspire.Node.Tests.Repair;

public sealed class PaceTests
{
    private const int BytesPerSecond = 1000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_clock_that_is_set_changes_no_rate(int hours)
    {
        var even = new FakeTimeProvider();
        var clock = new SteppedClock(even);
        var pace = new Paces(new ClientWork(clock), clock).Make(BytesPerSecond);
        await pace.SpendAsync(BytesPerSecond, Cancel);
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
        var pace = new Paces(clients, time).Make(BytesPerSecond);
        using var underWay = clients.BeginSending();
        // What was saved up.
        await pace.SpendAsync(BytesPerSecond / 8, Cancel);

        var spent = pace.SpendAsync(BytesPerSecond, Cancel).AsTask();
        time.Advance(TimeSpan.FromSeconds(7.9));
        Assert.False(spent.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));
        await spent.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
    }

    [Fact]
    public async Task While_a_client_is_served_all_work_together_has_no_more_than_one_alone()
    {
        var time = new FakeTimeProvider();
        var clients = new ClientWork(time);
        var paces = new Paces(clients, time);
        var (one, other) = (paces.Make(BytesPerSecond), paces.Make(2 * BytesPerSecond));
        using (clients.BeginSending())
        {
            // What was saved up.
            await one.SpendAsync(BytesPerSecond / 8, Cancel);
            var first = one.SpendAsync(BytesPerSecond, Cancel).AsTask();
            var second = other.SpendAsync(BytesPerSecond, Cancel).AsTask();
            time.Advance(TimeSpan.FromSeconds(8));
            await first.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
            time.Advance(TimeSpan.FromSeconds(3.9));
            Assert.False(second.IsCompleted);
            time.Advance(TimeSpan.FromSeconds(0.1));
            await second.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
        }

        time.Advance(TimeSpan.FromSeconds(10));
        await one.SpendAsync(BytesPerSecond, Cancel);
        await other.SpendAsync(2 * BytesPerSecond, Cancel);
    }
}
