using DfsAspire.Client.Connections;
using DfsAspire.Client.Store;

namespace DfsAspire.Client.Tests.Hosting;

public sealed class LazySessionTests
{
    private readonly Clock _clock = new();
    private int _attempts;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Those_who_come_together_share_an_attempt_and_the_next_makes_another()
    {
        var end = new TaskCompletionSource<StoreSession>();
        await using var session = new LazySession(_ => Attempt(end.Task), _clock);

        var first = session.OpenAsync(Cancellation);
        var second = session.OpenAsync(Cancellation);
        end.SetException(new DfsException(DfsFault.QuorumRefused, "no node"));
        await Assert.ThrowsAsync<DfsException>(() => first);
        await Assert.ThrowsAsync<DfsException>(() => second);
        Assert.Equal(1, _attempts);

        await Assert.ThrowsAsync<DfsException>(() => session.OpenAsync(Cancellation));
        Assert.Equal(2, _attempts);
    }

    [Fact]
    public async Task It_may_be_disposed_twice()
    {
        var session = new LazySession(_ => Attempt(Task.FromException<StoreSession>(new DfsException(DfsFault.QuorumRefused, "no node"))), _clock);
        await session.DisposeAsync();
        await session.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => session.OpenAsync(Cancellation));
    }

    [Fact]
    public async Task A_refused_password_is_not_tried_over_and_over()
    {
        await using var session = new LazySession(_ => Attempt(Task.FromException<StoreSession>(new DfsException(DfsFault.WrongCredentials, "refused"))), _clock);

        for (var i = 0; i < 3; i++)
            Assert.Equal(DfsFault.WrongCredentials, (await Assert.ThrowsAsync<DfsException>(() => session.OpenAsync(Cancellation))).Fault);
        Assert.Equal(1, _attempts);

        _clock.Advance(LazySession.RefusalMemory);
        await Assert.ThrowsAsync<DfsException>(() => session.OpenAsync(Cancellation));
        Assert.Equal(2, _attempts);
    }

    [Fact]
    public async Task One_who_gives_up_does_not_end_the_attempt_of_the_others()
    {
        using var impatience = new CancellationTokenSource();
        var seen = CancellationToken.None;
        var end = new TaskCompletionSource<StoreSession>();
        await using var session = new LazySession(token => { seen = token; return Attempt(end.Task); }, _clock);

        var impatient = session.OpenAsync(impatience.Token);
        var patient = session.OpenAsync(Cancellation);
        await impatience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        Assert.False(patient.IsCompleted || seen.IsCancellationRequested);
        end.SetException(new DfsException(DfsFault.QuorumRefused, "no node"));
        await Assert.ThrowsAsync<DfsException>(() => patient);
    }

    [Fact]
    public async Task The_end_of_the_client_ends_its_attempt()
    {
        var session = new LazySession(async token =>
        {
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException();
        }, _clock);
        var opening = session.OpenAsync(Cancellation);

        await session.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => session.OpenAsync(Cancellation));
    }

    private Task<StoreSession> Attempt(Task<StoreSession> end)
    {
        _attempts++;
        return end;
    }

    private sealed class Clock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan time) => _ticks += time.Ticks;
    }
}
