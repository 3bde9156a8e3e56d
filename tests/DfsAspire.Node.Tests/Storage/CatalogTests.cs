using System.Collections.Concurrent;
using DfsAspire.Node.Storage;
using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Node.Storage.Files;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Tests.Storage;

public sealed class CatalogTests
{
    [Fact]
    public async Task Commits_of_many_sessions_share_their_syncs()
    {
        await using var volume = await TestVolume.MakeAsync();
        var before = volume.Store.CatalogCommits;
        await Task.WhenAll(Enumerable.Range(0, 200).Select(at => CommitTests.CommitBareAsync(volume, $"f{at}", EntryKind.Folder)));
        Assert.InRange(volume.Store.CatalogCommits - before, 1, 150);
        Assert.Equal(200, (await volume.Store.GetStatusAsync(TestVolume.Cancel)).Entries);
    }

    [Fact]
    public async Task One_that_fails_does_not_undo_or_stop_the_others_of_its_group()
    {
        await using var test = TestCatalog.Make();
        var hold = new ManualResetEventSlim();
        var first = test.Catalog.WriteAsync(db => hold.Wait(TimeSpan.FromSeconds(30)), TestVolume.Cancel);
        var tasks = Enumerable.Range(0, 20).Select(at => test.Catalog.WriteAsync(
            db =>
            {
                db.Run("INSERT INTO peers (node, incarnation, sequence) VALUES ($1, 1, 1)", at);
                return at % 5 == 3 ? throw new StoreException(Status.Conflict, "no") : at;
            },
            TestVolume.Cancel)).ToList();
        hold.Set();
        Assert.True(await first);

        foreach (var (task, at) in tasks.Select((task, at) => (task, at)))
        {
            if (at % 5 == 3)
                Assert.Equal(Status.Conflict, await StageTests.StatusOfAsync(() => task));
            else
                Assert.Equal(at, await task);
        }

        Assert.Equal(16, await test.Catalog.ReadAsync(db => db.Number("SELECT COUNT(*) FROM peers"), TestVolume.Cancel));
        Assert.InRange(test.Catalog.Commits, 1, 2);
    }

    [Fact]
    public async Task A_group_with_one_bad_statement_still_commits_the_rest()
    {
        await using var test = TestCatalog.Make();
        var bad = test.Catalog.WriteAsync(db => db.Run("INSERT INTO peers (node, incarnation, sequence) VALUES (1, NULL, 1)"), TestVolume.Cancel);
        var good = test.Catalog.WriteAsync(db => db.Run("INSERT INTO peers (node, incarnation, sequence) VALUES (2, 1, 1)"), TestVolume.Cancel);
        Assert.Equal(Status.VolumeFailing, await StageTests.StatusOfAsync(() => bad));
        Assert.Equal(1, await good);
    }

    [Fact]
    public async Task However_much_one_user_reads_another_waits_for_one_turn()
    {
        const int Greedy = 60;
        await using var test = TestCatalog.Make();
        using var hold = new ManualResetEventSlim();
        var served = new ConcurrentQueue<string>();
        var reads = Enumerable.Range(0, Greedy).Select(at => ReadAsync("greedy")).ToList();
        reads.Add(ReadAsync("modest"));
        hold.Set();
        await Task.WhenAll(reads);
        // Four read at once when it comes, and four may have gone ahead of it in writing down that they were served.
        Assert.InRange(served.ToList().IndexOf("modest"), 0, 8);

        Task<bool> ReadAsync(string user) => test.Catalog.ReadAsync(
            user,
            db =>
            {
                hold.Wait(TimeSpan.FromSeconds(30), CancellationToken.None);
                served.Enqueue(user);
                return true;
            },
            TestVolume.Cancel);
    }

    [Fact]
    public async Task Work_cancelled_before_its_turn_is_not_done()
    {
        await using var test = TestCatalog.Make();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => test.Catalog.WriteAsync(db => db.Run("INSERT INTO peers (node, incarnation, sequence) VALUES (1, 1, 1)"), cancelled.Token));
        Assert.Equal(0, await test.Catalog.ReadAsync(db => db.Number("SELECT COUNT(*) FROM peers"), TestVolume.Cancel));
    }

    [Fact]
    public async Task Every_connection_syncs_fully_and_readers_cannot_write()
    {
        await using var test = TestCatalog.Make();
        Assert.Equal(2, await test.Catalog.WriteAsync(db => db.Number("PRAGMA synchronous"), TestVolume.Cancel));
        Assert.Equal(2, await test.Catalog.ReadAsync(db => db.Number("PRAGMA synchronous"), TestVolume.Cancel));
        Assert.Equal("wal", await test.Catalog.ReadAsync(db => db.First("PRAGMA journal_mode", row => row.GetString(0)), TestVolume.Cancel));
        Assert.Equal(
            Status.VolumeFailing,
            await StageTests.StatusOfAsync(() => test.Catalog.ReadAsync(db => db.Run("INSERT INTO peers (node, incarnation, sequence) VALUES (1, 1, 1)"), TestVolume.Cancel)));
    }

    [Fact]
    public async Task A_read_sees_one_moment()
    {
        await using var test = TestCatalog.Make();
        var counts = await test.Catalog.ReadAsync(
            db =>
            {
                var before = db.Number("SELECT COUNT(*) FROM peers");
                test.Catalog.WriteAsync(writer => writer.Run("INSERT INTO peers (node, incarnation, sequence) VALUES (1, 1, 1)"), TestVolume.Cancel).Wait(TestVolume.Cancel);
                return (Before: before, After: db.Number("SELECT COUNT(*) FROM peers"));
            },
            TestVolume.Cancel);
        Assert.Equal((0, 0), counts);
    }

    [Fact]
    public async Task Stamps_sort_in_the_catalog_as_they_do_in_the_program()
    {
        await using var test = TestCatalog.Make();
        Stamp[] stamps = [new(1, Guid.Parse("ff000000-0000-0000-0000-000000000000")), new(1, Guid.Parse("00000000-0000-0000-0000-0000000000ff")),
            new(ulong.MaxValue, Guid.Empty), new(long.MaxValue, Guid.NewGuid()), new(256, Guid.NewGuid()), new(255, Guid.NewGuid())];
        await test.Catalog.WriteAsync(
            db => stamps.Sum(stamp => db.Run("INSERT INTO stages (user, path, stamp, content, placed_at) VALUES ('u', 'p', $1, NULL, 0)", stamp.ToRow())), TestVolume.Cancel);
        var sorted = await test.Catalog.ReadAsync(db => db.All("SELECT stamp FROM stages ORDER BY stamp", row => row.Stamp(0)), TestVolume.Cancel);
        Assert.Equal(stamps.Order(), sorted);
    }

    private sealed record TestCatalog(CatalogDatabase Catalog, DirectoryInfo Directory) : IAsyncDisposable
    {
        public static TestCatalog Make()
        {
            var directory = System.IO.Directory.CreateTempSubdirectory("dfs-catalog-");
            return new TestCatalog(CatalogDatabase.Open(new LocalDisk(directory.FullName), "catalog.db", () => new OwnThread("catalog writer")), directory);
        }

        public async ValueTask DisposeAsync()
        {
            await Catalog.DisposeAsync();
            Directory.Delete(recursive: true);
        }
    }
}
