using System.Diagnostics;
using System.Net;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Messages;
using Microsoft.Extensions.Time.Testing;

namespace DfsAspire.Node.Tests.Sessions;

public sealed class LogInPaceTests
{
    private const string Here = "192.0.2.1";
    private const string Elsewhere = "192.0.2.2";

    private readonly FakeTimeProvider _time = new();
    private readonly LogInPace _pace;

    public LogInPaceTests() => _pace = new LogInPace(_time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_some_failures_each_further_attempt_waits_longer_up_to_a_bound()
    {
        for (var i = 0; i < LogInPace.FreeFailures; i++)
            Assert.Equal(TimeSpan.Zero, await FailAsync("alice", Here));
        var waits = new List<double>();
        for (var i = 0; i < 7; i++)
            waits.Add((await FailAsync("alice", Here)).TotalMilliseconds);
        Assert.Equal([250, 500, 1000, 2000, 4000, 4000, 4000], waits);
    }

    [Fact]
    public async Task Guesses_that_are_made_at_the_same_time_take_turns_and_too_many_are_turned_away()
    {
        for (var i = 0; i < LogInPace.FreeFailures + 4; i++)
            await FailAsync("alice", Here);
        var attempts = Enumerable.Range(0, 10).Select(_ => _pace.EnterAsync("alice", Here, Cancel)).ToList();
        Assert.All(attempts.Skip(2), attempt => Assert.True(attempt.IsCompletedSuccessfully && attempt.Result is null));
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.NotNull(await attempts[0]);
        Assert.False(attempts[1].IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.NotNull(await attempts[1]);
    }

    [Fact]
    public async Task A_thousand_guesses_at_once_are_not_all_free()
    {
        var attempts = Enumerable.Range(0, 1000).Select(_ => _pace.EnterAsync("alice", Here, Cancel)).ToList();
        Assert.InRange(attempts.Count(attempt => attempt is { IsCompletedSuccessfully: true, Result: not null }), 8, 50);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.InRange((await Task.WhenAll(attempts)).Count(attempt => attempt is not null), 8, 60);
    }

    [Fact]
    public async Task A_user_is_not_slowed_by_who_guesses_from_elsewhere()
    {
        for (var i = 0; i < 100; i++)
            await FailAsync("alice", Elsewhere);
        Assert.Equal(TimeSpan.Zero, await WaitAsync("alice", Here));
    }

    [Fact]
    public async Task Who_tries_many_names_from_one_source_is_slowed_and_who_logged_in_from_there_before_is_not()
    {
        (await _pace.EnterAsync("alice", Here, Cancel))!.Succeeded();
        for (var i = 0; i < LogInPace.FreeFailuresOfSource; i++)
            Assert.Equal(TimeSpan.Zero, await FailAsync($"user{i}", Here));
        Assert.Equal(TimeSpan.FromMilliseconds(250), await FailAsync("one more", Here));
        Assert.Equal(TimeSpan.FromMilliseconds(500), await WaitAsync("bob", Here));
        Assert.Equal(TimeSpan.Zero, await WaitAsync("alice", Here));
        Assert.Equal(TimeSpan.Zero, await WaitAsync(ReservedNames.Cluster, Here));
        Assert.Equal(TimeSpan.Zero, await WaitAsync("bob", Elsewhere));
    }

    [Fact]
    public async Task A_wrong_password_of_who_logged_in_before_waits_as_long_as_a_name_that_does_not_exist_and_at_the_same_moment()
    {
        (await _pace.EnterAsync("alice", Here, Cancel))!.Succeeded();
        for (var i = 0; i < LogInPace.FreeFailuresOfSource; i++)
            await FailAsync($"user{i}", Here);
        // Before the proof neither waits; after it both do, in turn.
        using var known = await _pace.EnterAsync("alice", Here, Cancel).WaitAsync(TimeSpan.Zero, Cancel);
        using var unknown = await _pace.EnterAsync("nobody", Here, Cancel).WaitAsync(TimeSpan.Zero, Cancel);
        var started = _time.GetUtcNow();
        Assert.True(await PassingAsync(known!.TakeTurnAsync(Cancel)));
        Assert.Equal(TimeSpan.FromMilliseconds(250), _time.GetUtcNow() - started);
        Assert.True(await PassingAsync(unknown!.TakeTurnAsync(Cancel)));
        Assert.Equal(TimeSpan.FromMilliseconds(500), _time.GetUtcNow() - started);
    }

    [Fact]
    public async Task The_right_password_and_a_quarter_of_an_hour_both_wipe_the_slate()
    {
        for (var i = 0; i < 8; i++)
            await FailAsync("alice", Here);
        var entering = _pace.EnterAsync("alice", Here, Cancel);
        _time.Advance(TimeSpan.FromSeconds(2));
        using (var attempt = await entering)
            attempt!.Succeeded();
        Assert.Equal(TimeSpan.Zero, await WaitAsync("alice", Here));

        for (var i = 0; i < 8; i++)
            await FailAsync("bob", Here);
        _time.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal(TimeSpan.Zero, await WaitAsync("bob", Here));
    }

    [Fact]
    public async Task Memory_is_bounded_and_what_is_pushed_out_is_what_was_not_heard_of_the_longest()
    {
        for (var i = 0; i < 8; i++)
            await FailAsync("alice", Here);
        // Each is remembered for its user and for its source.
        for (var i = 0; i < LogInPace.Capacity / 2; i++)
            await FailAsync("bob", $"source {i}");
        Assert.Equal(TimeSpan.Zero, await WaitAsync("alice", Here));
    }

    [Fact]
    public async Task Where_all_is_remembered_who_comes_new_is_not_pushed_out_by_its_own_source()
    {
        for (var i = 0; i < LogInPace.Capacity / 2; i++)
            await FailAsync("bob", $"source {i}");
        for (var i = 0; i < LogInPace.FreeFailures; i++)
            await FailAsync("alice", Here);
        Assert.Equal(LogInPace.FirstDelay, await WaitAsync("alice", Here));
    }

    /// <summary>Names cost nothing to make up: whoever tries many must not wash out what is known of others.</summary>
    [Fact]
    public async Task Names_that_were_only_tried_push_out_nothing_but_each_other()
    {
        for (var i = 0; i < 8; i++)
            await FailAsync("alice", Here);
        using (var right = await _pace.EnterAsync("carol", Elsewhere, Cancel))
            right!.Succeeded();
        using (var pending = await _pace.EnterAsync("dave", Elsewhere, Cancel))
        {
            for (var i = 0; i < 2 * LogInPace.Capacity; i++)
                (await _pace.EnterAsync($"name {i}", Elsewhere, Cancel))!.Dispose();
            pending!.Failed();
        }

        Assert.Equal(TimeSpan.FromSeconds(2), await WaitAsync("alice", Here));
        using var known = await _pace.EnterAsync("carol", Elsewhere, Cancel);
        Assert.True(known!.IsKnown);
        for (var i = 1; i < LogInPace.FreeFailures; i++)
            await FailAsync("dave", Elsewhere);
        Assert.Equal(LogInPace.FirstDelay, await WaitAsync("dave", Elsewhere));
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "20010DB8000100")]
    [InlineData("::1", "::1")]
    public void A_source_is_an_address_or_the_network_of_one(string address, string source) =>
        Assert.Equal(source, LogInPace.SourceOf(new IPEndPoint(IPAddress.Parse(address), 1234)));

    [Theory]
    [InlineData("Alice")]
    [InlineData("Mallory")]
    public async Task A_node_slows_guesses_at_names_that_exist_and_at_those_that_do_not_alike(string user)
    {
        await using var node = await RunningNode.StartAsync();
        for (var i = 0; i <= LogInPace.FreeFailures; i++)
        {
            using var client = await node.ConnectAsync();
            await client.HelloAsync();
            var started = Stopwatch.GetTimestamp();
            var (_, reply) = await client.TryLogInAsync(user, "a guess");
            Assert.Equal(new Outcome(Status.WrongCredentials, "Invalid Username/Password. Please try again."), reply.Outcome);
            if (i == LogInPace.FreeFailures)
                Assert.True(Stopwatch.GetElapsedTime(started) >= LogInPace.FirstDelay);
        }
    }

    private async Task<TimeSpan> FailAsync(string user, string source)
    {
        var started = _time.GetUtcNow();
        using var attempt = await PassingAsync(_pace.EnterAsync(user, source, Cancel));
        Assert.True(await PassingAsync(attempt!.TakeTurnAsync(Cancel)));
        attempt.Failed();
        return _time.GetUtcNow() - started;
    }

    // With the right password.
    private async Task<TimeSpan> WaitAsync(string user, string source)
    {
        var started = _time.GetUtcNow();
        using var attempt = await PassingAsync(_pace.EnterAsync(user, source, Cancel));
        Assert.True(attempt!.IsKnown || await PassingAsync(attempt.TakeTurnAsync(Cancel)));
        return _time.GetUtcNow() - started;
    }

    private async Task<T> PassingAsync<T>(Task<T> coming)
    {
        while (!coming.IsCompleted)
            _time.Advance(TimeSpan.FromMilliseconds(1));
        return await coming;
    }
}
