using DfsAspire.Client.Gateway.WebDav.Locks;
using Microsoft.Extensions.Time.Testing;

namespace DfsAspire.Gateway.Tests.WebDav;

public sealed class LockTableTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LockTable _table;

    public LockTableTests() => _table = new LockTable(_time);

    [Fact]
    public void A_lock_ends_when_its_time_is_over()
    {
        Assert.Empty(_table.Add(Lock("a"), TimeSpan.FromSeconds(10)));

        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.NotEmpty(_table.Covering("alice", StorePath.Parse("a/b")));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(_table.Covering("alice", StorePath.Parse("a/b")));
    }

    [Fact]
    public void A_refreshed_lock_lives_on_and_no_longer_than_the_longest()
    {
        var held = Lock("a");
        _table.Add(held, TimeSpan.FromSeconds(10));

        _table.Refresh(held, TimeSpan.FromDays(1000));

        Assert.Equal(LockTable.LongestTime, _table.Remaining(held));
    }

    [Theory]
    [InlineData("a", true, "a/b", false)]
    [InlineData("a", false, "a/b", true)]
    [InlineData("a/b", true, "a", false)]
    [InlineData("a", true, "ab", true)]
    [InlineData("a", true, "a", false)]
    [InlineData("", true, "a", false)]
    public void Locks_that_overlap_are_not_held_together(string first, bool isDeep, string second, bool isHeld)
    {
        _table.Add(Lock(first, isDeep), TimeSpan.FromMinutes(1));

        Assert.Equal(isHeld, _table.Add(Lock(second), TimeSpan.FromMinutes(1)).Count == 0);
    }

    [Fact]
    public void Nobody_is_in_the_way_of_another_user()
    {
        _table.Add(Lock("a"), TimeSpan.FromMinutes(1));

        Assert.Empty(_table.Covering("bob", StorePath.Parse("a")));
        Assert.Empty(_table.Add(Lock("a", user: "bob"), TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void A_user_cannot_fill_the_memory_with_locks()
    {
        for (var i = 0; i < LockTable.MostOfUser; i++)
            _table.Add(Lock($"f{i}"), TimeSpan.FromMinutes(1));

        Assert.Throws<InvalidOperationException>(() => _table.Add(Lock("one more"), TimeSpan.FromMinutes(1)));
    }

    [Theory]
    [InlineData(null, 600)]
    [InlineData("Second-30", 30)]
    [InlineData("Infinite, Second-30", 3600)]
    [InlineData("Extend, second-7", 7)]
    [InlineData("Second-99999999999999", 600)]
    [InlineData("Second-0", 1)]
    public void The_first_wish_that_is_understood_counts(string? header, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), LockTimeout.Read(header));

    private static DavLock Lock(string path, bool isDeep = true, string user = "alice") =>
        new() { User = user, Root = StorePath.Parse(path), IsExclusive = true, IsDeep = isDeep, Owner = null };
}
