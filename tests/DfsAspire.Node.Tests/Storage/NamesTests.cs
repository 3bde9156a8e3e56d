using DfsAspire.Node.Storage;
using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Node.Tests.Storage;

public sealed class NamesTests
{
    // Of a user who may keep no file at all.
    private const int Most = 10_000;

    [Fact]
    public async Task Whoever_has_all_its_names_gets_no_more_and_can_delete()
    {
        await using var volume = await QuotaTests.MakeAsync(new Quota(null, 2));
        var most = Most + (2 * 40);
        await CommitTests.CommitBareAsync(volume, "folder", EntryKind.Folder);
        await new TestWrite(volume, "file").PutAsync();
        Fill(volume, most - 2);

        foreach (var content in (ContentId[])[default, ContentId.New()])
            Assert.Equal(Status.QuotaExceeded, await PlaceAsync(volume, "other", content));
        Assert.Equal(Status.QuotaExceeded, await PlaceAsync(volume, "file", ContentId.New()));
        Assert.Equal(Status.QuotaExceeded, await StageTests.StatusOfAsync(async () => await new TestWrite(volume, "other", partBytes: 0).BeginAsync(2)));
        Assert.Equal(Status.QuotaExceeded, (await CommitUnplacedAsync(volume, "other", EntryKind.Folder)).Status);
        Assert.Equal(Status.QuotaExceeded, (await CommitUnplacedAsync(volume, "nothing", EntryKind.Tombstone)).Status);
        var early = await Assert.ThrowsAsync<StoreException>(() => volume.Store.NeedQuotaAsync("Alice", StorePath.Parse("file"), 0, TestVolume.Cancel));
        Assert.StartsWith($"'Alice' may have {most} names and has {most}, so that file cannot be added.", early.Message, StringComparison.Ordinal);

        Assert.Equal(Status.Ok, await PlaceAsync(volume, "file", default));
        await CommitTests.DeleteAsync(volume, "file");
        await CommitTests.DeleteAsync(volume, "folder");
        Assert.Equal(Status.QuotaExceeded, await PlaceAsync(volume, "file", default));

        volume.Sql("DELETE FROM stages");
        Assert.Equal(Status.Ok, await PlaceAsync(volume, "other", default));
    }

    [Fact]
    public async Task Deletions_that_are_never_committed_are_not_without_end()
    {
        await using var volume = await QuotaTests.MakeAsync(new Quota(null, 0));
        await CommitTests.CommitBareAsync(volume, "folder", EntryKind.Folder);
        Fill(volume, Most);
        var granted = 0;
        while (granted < 100 && await PlaceAsync(volume, "folder", default) == Status.Ok)
            granted++;
        Assert.Equal(16, granted);
    }

    [Fact]
    public async Task What_has_its_stamp_is_taken_and_what_has_none_is_finished_up_to_twice_the_limit()
    {
        await using var volume = await QuotaTests.MakeAsync(new Quota(null, 0));
        var granted = Folder(volume, "granted");
        await volume.Store.PlaceStampAsync("Alice", granted.Path, granted.Stamp, default, 0, TestVolume.Cancel);
        Fill(volume, Most);
        Assert.Equal(Status.Ok, (await volume.Store.CommitAsync("Alice", Sign(volume, granted), default, TestVolume.Cancel)).Status);
        Assert.Equal(Status.Ok, (await volume.Store.FinishAsync("Alice", Sign(volume, Folder(volume, "a")), default, TestVolume.Cancel)).Status);
        Fill(volume, Most);
        Assert.Equal(Status.QuotaExceeded, (await volume.Store.FinishAsync("Alice", Sign(volume, Folder(volume, "b")), default, TestVolume.Cancel)).Status);
    }

    [Fact]
    public async Task Without_a_quota_of_files_there_is_no_limit()
    {
        await using var volume = await QuotaTests.MakeAsync(new Quota(1000, null));
        Fill(volume, 2 * Most);
        await CommitTests.CommitBareAsync(volume, "folder", EntryKind.Folder);
    }

    [Fact]
    public async Task Everything_a_user_does_is_counted_and_counted_off()
    {
        await using var volume = await QuotaTests.MakeAsync(new Quota(1_000_000, 1000));
        var abandoned = new TestWrite(volume, "a", partBytes: 4 << 20);
        await abandoned.LoseAsync(abandoned.Own[0], 1 << 20);
        NeedNames(volume, 1);
        await volume.Store.DiscardAsync("Alice", abandoned.Content, TestVolume.Cancel);
        NeedNames(volume, 0);

        var write = new TestWrite(volume, "a");
        await write.StageOwnAsync();
        NeedNames(volume, 2);
        await write.StageOwnAsync();
        await write.PlaceStampAsync();
        NeedNames(volume, 3);
        await write.CommitAsync();
        NeedNames(volume, 1);

        await new TestWrite(volume, "a").PutAsync();
        await CommitTests.DeleteAsync(volume, "a");
        NeedNames(volume, 3);
        await CommitTests.CommitBareAsync(volume, "folder", EntryKind.Folder);
        NeedNames(volume, 4);
        await volume.Store.RemoveOldVersionsAsync(long.MaxValue, TestVolume.Cancel);
        NeedNames(volume, 2);
    }

    [Fact]
    public async Task A_counter_that_is_wrong_is_put_right_when_the_catalog_is_checked()
    {
        await using var volume = await QuotaTests.MakeAsync(new Quota(1_000_000, 1000));
        await new TestWrite(volume, "a").PutAsync();
        volume.Sql("UPDATE usage SET names = 1 << 40, files = -3, aside_bytes = 5");
        Assert.True(await volume.Store.CheckCatalogAsync(TestVolume.Cancel));
        NeedNames(volume, 1);
    }

    [Fact]
    public async Task A_volume_from_before_they_were_counted_counts_them()
    {
        await using var volume = await QuotaTests.MakeAsync(new Quota(1_000_000, 1000));
        await new TestWrite(volume, "a").PutAsync();
        await new TestWrite(volume, "a").PutAsync();
        await PlaceAsync(volume, "b", ContentId.New());
        await volume.Store.DisposeAsync();
        volume.MakeFormat9();
        await volume.OpenAsync();
        NeedNames(volume, 3);
        await new TestWrite(volume, "a").PutAsync();
        NeedNames(volume, 4);
    }

    private static void Fill(TestVolume volume, int count) => volume.Sql(
        """
        WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < $1)
        INSERT INTO stages (user, path, stamp, placed_at) SELECT 'Alice', 'made up', randomblob(24), 0 FROM numbers
        """,
        count);

    private static void NeedNames(TestVolume volume, long names)
    {
        using var db = CatalogConnection.Open(volume.FullPath(".dfs/catalog.db"), readOnly: true);
        Assert.Equal((names, false), (UsageRows.CountNames(db, "Alice"), UsageRows.AreWrong(db)));
    }

    private static Entry Folder(TestVolume volume, string path, EntryKind kind = EntryKind.Folder) =>
        new() { User = "Alice", Path = StorePath.Parse(path), Kind = kind, Stamp = volume.NextStamp(), WrittenAt = 1 };

    private static SignedEntry Sign(TestVolume volume, Entry entry) => SignedEntry.Sign(entry, volume.Alice.Key);

    private static Task<CommitResult> CommitUnplacedAsync(TestVolume volume, string path, EntryKind kind) =>
        volume.Store.CommitAsync("Alice", Sign(volume, Folder(volume, path, kind)), default, TestVolume.Cancel);

    private static async Task<Status> PlaceAsync(TestVolume volume, string path, ContentId content)
    {
        try
        {
            await volume.Store.PlaceStampAsync("Alice", StorePath.Parse(path), volume.NextStamp(), content, 0, TestVolume.Cancel);
            return Status.Ok;
        }
        catch (StoreException refusal)
        {
            return refusal.Status;
        }
    }
}
