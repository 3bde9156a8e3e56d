using DfsAspire.Node.Hosting;
using DfsAspire.Node.Repair;
using DfsAspire.Node.Sessions;
using DfsAspire.Node.Storage;
using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Node.Tests.Storage;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DfsAspire.Node.Tests.Repair;

/// <summary>What was written while the node's clock was ahead comes of age when the clock is set right, and no sooner than it should.</summary>
public sealed class ClockSetRightTests
{
    private const int Asker = 4;

    private static readonly TimeSpan Year = TimeSpan.FromDays(365);
    private static readonly TimeSpan Believed = TimeSpan.FromHours(1);
    private static readonly RepairOptions Options = new();

    // These wait for nothing.
    private static readonly string[] NotWaiting = ["contents.committed_at", "parts.checked_at"];

    [Fact]
    public async Task What_was_read_while_the_clock_was_ahead_is_due_again()
    {
        await using var volume = await TestVolume.MakeAsync();
        var clock = await SteppedAsync(volume, Year);
        var write = await new TestWrite(volume, "a").PutAsync();
        clock.Step = 2 * Year;
        using (var ahead = await ScrubAsync(volume, clock))
            await ahead.RunAsync(TestVolume.Cancel);
        Assert.Equal(2, volume.Sql("SELECT COUNT(*) FROM parts WHERE checked_at IS NOT NULL"));

        clock.Step = TimeSpan.Zero;
        await File.WriteAllTextAsync(volume.FullPath(write.FileOf(2)), "damage", TestVolume.Cancel);
        Assert.Equal(2, await volume.Store.CountUncheckedAsync(Now(clock) - (long)Options.ScrubPeriod.TotalMilliseconds, TestVolume.Cancel));
        using var right = await ScrubAsync(volume, clock);
        await right.RunAsync(TestVolume.Cancel);

        Assert.Equal(new HeldParts(0b0100), (await volume.StateAsync("a")).Held);
        Assert.Equal(0, await volume.Store.CountUncheckedAsync(Now(clock), TestVolume.Cancel));
    }

    [Fact]
    public async Task What_comes_due_goes_before_what_was_read_at_a_time_that_is_yet_to_come()
    {
        await using var volume = await TestVolume.MakeAsync();
        var due = await new TestWrite(volume, "a").PutAsync();
        var clock = await SteppedAsync(volume, Year);
        var ahead = await new TestWrite(volume, "b").PutAsync();
        clock.Step = TimeSpan.FromHours(1);
        var all = await volume.Store.ListUncheckedAsync(Now(clock), 3, TestVolume.Cancel);
        Assert.Equal([due.Content, due.Content, ahead.Content], all.Select(part => part.Content));
        Assert.Equal(4, await volume.Store.CountUncheckedAsync(Now(clock), TestVolume.Cancel));
    }

    [Fact]
    public async Task What_was_left_and_deleted_while_the_clock_was_ahead_goes()
    {
        await using var volume = await TestVolume.MakeAsync();
        var clock = await SteppedAsync(volume, Year);
        await new TestWrite(volume, "left").StageOwnAsync();
        await new TestWrite(volume, "deleted").PutAsync();
        await CommitTests.DeleteAsync(volume, "deleted");
        clock.Step = TimeSpan.Zero;
        var cleanUp = await CleanUpAsync(volume, clock);
        volume.Time.Advance(Believed);
        await cleanUp.RunAsync([], TestVolume.Cancel);

        volume.Time.Advance(Options.StageLife + TimeSpan.FromSeconds(1));
        await cleanUp.RunAsync([], TestVolume.Cancel);
        volume.Time.Advance(Options.ClosedLife + TimeSpan.FromSeconds(1));
        await cleanUp.RunAsync([], TestVolume.Cancel);
        Assert.Equal(0, volume.Sql("SELECT COUNT(*) FROM parts WHERE state = 1"));

        volume.Time.Advance(Options.TombstoneLife);
        for (var round = 0; round < 3; round++)
            await cleanUp.RunAsync([], TestVolume.Cancel);
        Assert.Equal((0, 0, 0), (volume.Sql("SELECT COUNT(*) FROM entries"), volume.Sql("SELECT COUNT(*) FROM contents"), volume.Sql("SELECT COUNT(*) FROM versions")));
        Assert.Empty(volume.PartFiles());
    }

    [Fact]
    public async Task Everything_that_waits_has_the_whole_of_its_wait_from_then_on()
    {
        await using var volume = await TestVolume.MakeAsync();
        var clock = await SteppedAsync(volume, Year);
        var left = new TestWrite(volume, "left", 3_000_000);
        await left.StageAsync(left.Own[0]);
        await left.LoseAsync(left.Own[1], 2_000_000);
        await left.PlaceStampAsync();
        await new TestWrite(volume, "deleted").PutAsync();
        await CommitTests.DeleteAsync(volume, "deleted");
        var closed = new OwnedContent("Alice", ContentId.New());
        await volume.Store.CloseAsync(closed, TestVolume.Cancel);
        await volume.Store.NoteClosedEverywhereAsync(closed, TestVolume.Cancel);
        await volume.Store.AskedToCloseSinceAsync(Asker, new OwnedContent("Alice", ContentId.New()), 1, 0, TestVolume.Cancel);
        clock.Step = TimeSpan.Zero;
        var columns = TimesThatWait(volume);
        Assert.Equal(9, columns.Count);
        Assert.All(columns, column => Assert.True(InFuture(column) > 0, column));

        await volume.Store.SetFutureTimesAsync(TestVolume.Cancel);

        Assert.All(columns, column => Assert.Equal(0, InFuture(column)));
        Assert.All(columns, column => Assert.True(volume.Sql($"SELECT COUNT(*) FROM {TableOf(column)} WHERE {column} = $1", Now(clock)) > 0, column));
        Assert.True(await volume.Store.CheckCatalogAsync(TestVolume.Cancel));

        long InFuture(string column) => volume.Sql($"SELECT COUNT(*) FROM {Waiting(TableOf(column))} AND {column} > $1", Now(clock));
    }

    [Fact]
    public async Task A_clock_that_is_behind_for_a_while_ends_no_wait_sooner()
    {
        await using var volume = await TestVolume.MakeAsync();
        var clock = await SteppedAsync(volume, TimeSpan.Zero);
        await new TestWrite(volume, "deleted").PutAsync();
        await CommitTests.DeleteAsync(volume, "deleted");
        var before = volume.Sql("SELECT released_at FROM contents");
        clock.Step = -Year;
        var cleanUp = await CleanUpAsync(volume, clock);
        await cleanUp.RunAsync([], TestVolume.Cancel);
        volume.Time.Advance(Believed - TimeSpan.FromMinutes(1));
        await cleanUp.RunAsync([], TestVolume.Cancel);
        clock.Step = -Year / 2;
        volume.Time.Advance(TimeSpan.FromMinutes(1));
        await cleanUp.RunAsync([], TestVolume.Cancel);
        volume.Time.Advance(Believed - TimeSpan.FromMinutes(1));
        await cleanUp.RunAsync([], TestVolume.Cancel);
        clock.Step = TimeSpan.Zero;
        await cleanUp.RunAsync([], TestVolume.Cancel);
        Assert.Equal(before, volume.Sql("SELECT released_at FROM contents"));
    }

    [Fact]
    public void A_clock_that_is_set_by_going_a_little_faster_is_believed()
    {
        var time = new FakeTimeProvider();
        var clock = new SteppedClock(time);
        var trust = new ClockTrust(clock);
        for (var minute = 0; minute < Believed.TotalMinutes; minute++)
        {
            Assert.False(trust.IsDue());
            time.Advance(TimeSpan.FromMinutes(1));
            clock.Step += TimeSpan.FromMilliseconds(30);
        }

        Assert.True(trust.IsDue());
        // Once, and once after each time that it was set.
        trust.NoteUsed();
        time.Advance(Believed);
        Assert.False(trust.IsDue());
        clock.Step -= Year;
        Assert.False(trust.IsDue());
        time.Advance(Believed);
        Assert.True(trust.IsDue());
    }

    [Fact]
    public async Task What_a_user_kept_goes_although_the_administrators_clock_was_ahead_at_the_removal()
    {
        await using var volume = await TestVolume.MakeAsync();
        await new TestWrite(volume, "a").PutAsync();
        var epoch = (ulong)(volume.Time.GetUtcNow() + Year).ToUnixTimeMilliseconds();
        var removed = volume.Alice.Account with { Epoch = epoch, State = AccountState.Removed, Access = null };
        await volume.Store.PutAccountAsync(SignedAccount.Sign(removed, volume.Administrator.Key), null, TestVolume.Cancel);
        var life = Options.ReplacedLife;

        await volume.Store.ReleaseRemovedAsync(life, TestVolume.Cancel);
        volume.Time.Advance(life - TimeSpan.FromSeconds(1));
        await volume.Store.ReleaseRemovedAsync(life, TestVolume.Cancel);
        Assert.Equal(1, volume.Sql("SELECT COUNT(*) FROM entries"));

        volume.Time.Advance(TimeSpan.FromSeconds(1));
        await volume.Store.ReleaseRemovedAsync(life, TestVolume.Cancel);
        Assert.Equal(0, volume.Sql("SELECT COUNT(*) FROM entries"));
        volume.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(await volume.Store.ListReleasedAsync(volume.Store.ReplacedLife.KeptSince, 10, TestVolume.Cancel));
    }

    private static async Task<SteppedClock> SteppedAsync(TestVolume volume, TimeSpan step)
    {
        var clock = new SteppedClock(volume.Time) { Step = step };
        await volume.OpenWithFaultsAsync(clock);
        return clock;
    }

    private static async Task<Scrub> ScrubAsync(TestVolume volume, TimeProvider time)
    {
        var pace = new Pace(long.MaxValue, new ClientWork(time), time);
        return new Scrub(await VolumeAsync(volume, time), Options, pace, time, NullLogger<Scrub>.Instance);
    }

    private static async Task<CleanUp> CleanUpAsync(TestVolume volume, TimeProvider time) =>
        new(await VolumeAsync(volume, time), Options, new ScarceSpace(Options with { LeastFreeBytes = 0 }, NullLogger<ScarceSpace>.Instance), time);

    private static async Task<Volume> VolumeAsync(TestVolume volume, TimeProvider time)
    {
        var node = new NodeOptions { Node = TestVolume.Node, Port = 0, Volume = volume.Options.Directory, ClusterSecret = new byte[16] };
        var open = new Volume(node, Options, time, NullLogger<NodeStore>.Instance) { Open = (_, _) => Task.FromResult(volume.Store) };
        await open.StartAsync(TestVolume.Cancel);
        return open;
    }

    // Whoever adds one decides whether anything waits by it.
    private static List<string> TimesThatWait(TestVolume volume)
    {
        using var db = CatalogConnection.Open(volume.FullPath(".dfs/catalog.db"), readOnly: true);
        return [.. db.All(
            "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name LIKE '%\\_at' ESCAPE '\\'",
            static row => row.GetString(0)).Except(NotWaiting)];
    }

    // Of entries only tombstones wait, and of parts those that are staged.
    private static string Waiting(string table) => table switch
    {
        "entries" => "entries WHERE kind = 3",
        "parts" => "parts WHERE state = 1",
        _ => $"{table} WHERE TRUE",
    };

    private static string TableOf(string column) => column[..column.IndexOf('.', StringComparison.Ordinal)];

    private static long Now(TimeProvider time) => time.GetUtcNow().ToUnixTimeMilliseconds();
}
