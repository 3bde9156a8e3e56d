using DfsAspire.Node.Storage;
using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Node.Tests.Storage;

public sealed class QuotaTests
{
    [Fact]
    public async Task A_file_above_the_quota_is_refused_before_it_is_sent_and_when_its_stamp_is_placed()
    {
        await using var volume = await MakeAsync(new Quota(1000, null));
        await new TestWrite(volume, "a", partBytes: 200).PutAsync();
        var write = new TestWrite(volume, "b", partBytes: 51);
        var early = await Assert.ThrowsAsync<Node.Storage.StoreException>(() => volume.Store.NeedQuotaAsync("Alice", write.Path, 204, TestVolume.Cancel));
        Assert.Equal(Status.QuotaExceeded, early.Status);
        Assert.Equal("'Alice' may keep 1000 bytes and keeps 800 bytes in 1 files; b would add 204 bytes. Delete something, or ask the administrator for more.", early.Message);
        await write.StageOwnAsync();
        Assert.Equal(Status.QuotaExceeded, await StageTests.StatusOfAsync(write.PlaceStampAsync));
        // Who leaves the stamp out, or says that the file is smaller, gets no further.
        Assert.Equal(Status.QuotaExceeded, (await write.CommitAsync()).Status);
        await volume.Store.PlaceStampAsync("Alice", write.Path, write.Stamp, write.Content, 10, TestVolume.Cancel);
        Assert.Equal(Status.QuotaExceeded, (await write.CommitAsync()).Status);
        Assert.Null((await volume.StateAsync("b")).Entry);
        await volume.Store.DiscardAsync("Alice", write.Content, TestVolume.Cancel);
        await new TestWrite(volume, "c", partBytes: 50).PutAsync();
    }

    /// <summary>Lengths cost nothing to claim, and sums of them must not fail: the check of the whole catalog, and with it the scrub, would.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nobody_claims_more_than_can_be_added_up_also_without_a_quota(bool isFinished)
    {
        const int More = 50;
        await using var volume = await TestVolume.MakeAsync();
        var claimed = 0;
        for (var i = 0; i < More; i++)
        {
            var write = new TestWrite(volume, $"{i}");
            if (isFinished)
            {
                var entry = write.Entry with { Length = WireLimits.ContentBytes, Parts = [.. Enumerable.Repeat(new PartInfo(WireLimits.ContentBytes / 4, 0), 4)] };
                claimed += (await write.FinishAsync(SignedEntry.Sign(entry, volume.Alice.Key))).Status == Status.Ok ? 1 : 0;
            }
            else if (claimed == i && await IsPlacedAsync(write))
            {
                claimed++;
            }
        }

        Assert.InRange(claimed, 1, isFinished ? 32 : 16);
        Assert.True(await volume.Store.CheckCatalogAsync(TestVolume.Cancel));
        Assert.Equal(0, (await volume.Store.GetStatusAsync(TestVolume.Cancel)).PartBytes);

        async Task<bool> IsPlacedAsync(TestWrite write)
        {
            try
            {
                await volume.Store.PlaceStampAsync("Alice", write.Path, write.Stamp, write.Content, WireLimits.ContentBytes, TestVolume.Cancel);
                return true;
            }
            catch (Node.Storage.StoreException fault) when (fault.Status == Status.QuotaExceeded)
            {
                return false;
            }
        }
    }

    /// <summary>Each commit looks through those of its path.</summary>
    [Fact]
    public async Task A_path_has_so_many_writes_under_way_and_can_always_be_deleted()
    {
        await using var volume = await TestVolume.MakeAsync();
        var path = StorePath.Parse("a");
        for (var i = 0; i < StageRows.MostOfPath; i++)
            await PlaceAsync(volume.NextStamp(), ContentId.New());
        var last = volume.NextStamp();

        Assert.Equal(Status.Busy, await StageTests.StatusOfAsync(() => PlaceAsync(last, ContentId.New())));
        await PlaceAsync(last, default);
        await CommitTests.CommitBareAsync(volume, "a", EntryKind.Tombstone);

        Assert.Equal(0, volume.Sql("SELECT COUNT(*) FROM stages"));
        await PlaceAsync(volume.NextStamp(), ContentId.New());

        Task<Stamp> PlaceAsync(Stamp stamp, ContentId content) => volume.Store.PlaceStampAsync("Alice", path, stamp, content, 10, TestVolume.Cancel);
    }

    /// <summary>Writes that were granted nothing are granted what is freed at their path, again and again: the sum of it must not fail either.</summary>
    [Fact]
    public async Task What_is_set_aside_can_be_added_up_however_often_something_is_freed()
    {
        await using var volume = await TestVolume.MakeAsync();
        var replacing = new List<TestWrite>();
        for (var path = 0; path < 20; path++)
        {
            var large = new TestWrite(volume, $"{path}");
            var entry = large.Entry with { Length = WireLimits.ContentBytes, Parts = [.. Enumerable.Repeat(new PartInfo(WireLimits.ContentBytes / 4, 0), 4)] };
            Assert.Equal(Status.Ok, (await large.FinishAsync(SignedEntry.Sign(entry, volume.Alice.Key))).Status);
            replacing.Add(new TestWrite(volume, $"{path}", partBytes: 0));
            for (var i = 0; i < StageRows.MostOfPath; i++)
                await volume.Store.PlaceStampAsync("Alice", large.Path, volume.NextStamp(), ContentId.New(), 0, TestVolume.Cancel);
        }

        foreach (var empty in replacing)
            Assert.Equal(Status.Ok, (await empty.FinishAsync()).Status);

        Assert.Equal(QuotaRule.MostAsideBytes, volume.Sql("SELECT aside_bytes FROM usage WHERE user = 'Alice'"));
        Assert.True(await volume.Store.CheckCatalogAsync(TestVolume.Cancel));
    }

    [Fact]
    public async Task Who_finishes_what_was_never_granted_keeps_no_part_of_it()
    {
        await using var volume = await MakeAsync(new Quota(1000, null));
        var write = new TestWrite(volume, "a", partBytes: 300);
        await write.StageOwnAsync();

        Assert.Equal(Status.Ok, (await write.FinishAsync()).Status);
        Assert.Equal(Status.QuotaExceeded, await StageTests.StatusOfAsync(() => write.StageAsync(write.Own[0])));
        Assert.Equal(Status.NotStaged, (await write.CommitAsync()).Status);

        var state = await volume.StateAsync("a");
        Assert.Equal((write.Stamp, default(HeldParts)), (state.Entry!.Entry.Stamp, state.Held));
        Assert.Empty(volume.PartFiles());
        Assert.Equal(0, (await volume.Store.GetStatusAsync(TestVolume.Cancel)).StagedBytes);
    }

    [Fact]
    public async Task What_was_granted_here_is_kept_whoever_finishes_it()
    {
        await using var volume = await MakeAsync(new Quota(1000, null));
        TestWrite granted = new(volume, "a", partBytes: 200), other = new(volume, "b", partBytes: 50);
        await granted.StageOwnAsync();
        await granted.PlaceStampAsync();
        await other.PutAsync();
        await PutQuotaAsync(volume, new Quota(300, null), 9);

        await granted.FinishAsync();

        Assert.Equal(2, System.Numerics.BitOperations.PopCount((await volume.StateAsync("a")).Held.Mask));
    }

    [Fact]
    public async Task Writes_under_way_count_and_one_that_has_its_stamp_is_never_refused()
    {
        await using var volume = await MakeAsync(new Quota(1000, 10));
        TestWrite first = new(volume, "a", partBytes: 150), second = new(volume, "b", partBytes: 150);
        await first.StageOwnAsync();
        await second.StageOwnAsync();
        await first.PlaceStampAsync();
        Assert.Equal(Status.QuotaExceeded, await StageTests.StatusOfAsync(second.PlaceStampAsync));
        await PutQuotaAsync(volume, new Quota(0, 0), 9);
        Assert.Equal(Status.Ok, (await first.CommitAsync()).Status);
        await PutQuotaAsync(volume, new Quota(1000, 10), 10);
        Assert.Equal(Status.QuotaExceeded, await StageTests.StatusOfAsync(second.PlaceStampAsync));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_write_that_was_granted_for_what_it_replaces_stays_so_when_another_comes_before_it(bool isFinished)
    {
        await using var volume = await MakeAsync(Quota.None);
        await new TestWrite(volume, "a", partBytes: 250).PutAsync();
        await PutQuotaAsync(volume, new Quota(10, 0), 9);
        var gone = new Entry { User = "Alice", Path = StorePath.Parse("a"), Kind = EntryKind.Tombstone, Stamp = volume.NextStamp(), WrittenAt = 1 };
        var later = new TestWrite(volume, "a", partBytes: 250);
        await later.StageOwnAsync();
        await later.PlaceStampAsync();
        Assert.Equal(Status.Ok, (await volume.Store.CommitAsync("Alice", SignedEntry.Sign(gone, volume.Alice.Key), default, TestVolume.Cancel)).Status);

        Assert.Equal(Status.Ok, (isFinished ? await later.FinishAsync() : await later.CommitAsync()).Status);

        Assert.Equal(2, System.Numerics.BitOperations.PopCount((await volume.StateAsync("a")).Held.Mask));
        // It was granted in its place, and nothing beside it.
        Assert.Equal(Status.QuotaExceeded, await StageTests.StatusOfAsync(new TestWrite(volume, "b", partBytes: 1).PlaceStampAsync));
    }

    [Fact]
    public async Task Whoever_may_keep_little_may_not_have_much_on_the_way()
    {
        await using var volume = await MakeAsync(new Quota(1000, null));
        var begun = new List<Node.Storage.StagedPart>();
        await Assert.ThrowsAsync<Node.Storage.StoreException>(async () =>
        {
            for (var n = 0; n < 12; n++)
                begun.Add(await new TestWrite(volume, "a").BeginAsync(2, length: 100L << 20));
        });
        Assert.Equal(10, begun.Count);
        foreach (var staged in begun)
            await staged.DisposeAsync();
    }

    [Fact]
    public async Task What_a_given_up_write_had_set_aside_is_free_again()
    {
        await using var volume = await MakeAsync(new Quota(1000, null));
        TestWrite first = new(volume, "a", partBytes: 200), second = new(volume, "b", partBytes: 200);
        await first.StageOwnAsync();
        await first.PlaceStampAsync();
        Assert.Equal(Status.QuotaExceeded, await StageTests.StatusOfAsync(second.PlaceStampAsync));
        await volume.Store.DiscardAsync("Alice", first.Content, TestVolume.Cancel);
        await second.PutAsync();
    }

    [Fact]
    public async Task An_overwrite_counts_for_what_it_is_more_and_a_deletion_frees()
    {
        await using var volume = await MakeAsync(new Quota(1000, 1));
        await new TestWrite(volume, "a", partBytes: 250).PutAsync();
        await new TestWrite(volume, "a", partBytes: 250).PutAsync();
        Assert.Equal(Status.QuotaExceeded, await StageTests.StatusOfAsync(new TestWrite(volume, "a", partBytes: 251).PlaceStampAsync));
        Assert.Equal(Status.QuotaExceeded, await StageTests.StatusOfAsync(new TestWrite(volume, "b", partBytes: 0).PlaceStampAsync));

        var gone = new Entry { User = "Alice", Path = StorePath.Parse("a"), Kind = EntryKind.Tombstone, Stamp = volume.NextStamp(), WrittenAt = 1 };
        await volume.Store.PlaceStampAsync("Alice", gone.Path, gone.Stamp, default, 0, TestVolume.Cancel);
        Assert.Equal(Status.Ok, (await volume.Store.CommitAsync("Alice", SignedEntry.Sign(gone, volume.Alice.Key), default, TestVolume.Cancel)).Status);
        await new TestWrite(volume, "b", partBytes: 250).PutAsync();
        Assert.Equal(new AccountUse(1000, 1), await UseAsync(volume));
    }

    [Fact]
    public async Task Whoever_keeps_more_than_a_new_quota_may_still_delete_shrink_and_make_folders()
    {
        await using var volume = await MakeAsync(Quota.None);
        await new TestWrite(volume, "a", partBytes: 250).PutAsync();
        await PutQuotaAsync(volume, new Quota(10, 0), 9);
        await new TestWrite(volume, "a", partBytes: 249).PutAsync();
        await volume.Store.PlaceStampAsync("Alice", StorePath.Parse("folder"), volume.NextStamp(), default, 0, TestVolume.Cancel);
        await volume.Store.PlaceStampAsync("Alice", StorePath.Parse("a"), volume.NextStamp(), default, 0, TestVolume.Cancel);
    }

    [Fact]
    public async Task What_repair_brings_is_taken_whatever_the_quota_and_counts()
    {
        await using var volume = await MakeAsync(new Quota(10, 0));
        Assert.Equal(Status.Ok, (await new TestWrite(volume, "a", partBytes: 250).FinishAsync()).Status);
        Assert.Equal(new AccountUse(1000, 1), await UseAsync(volume));
        await volume.ReopenAsync();
        Assert.Equal(new AccountUse(1000, 1), await UseAsync(volume));
    }

    internal static async Task<TestVolume> MakeAsync(Quota quota)
    {
        var volume = await TestVolume.MakeAsync();
        await PutQuotaAsync(volume, quota, 2);
        return volume;
    }

    private static async Task PutQuotaAsync(TestVolume volume, Quota quota, ulong epoch)
    {
        var account = SignedAccount.Sign(volume.Alice.Account with { Epoch = epoch, Quota = quota }, volume.Administrator.Key);
        Assert.Equal(Status.Ok, (await volume.Store.PutAccountAsync(account, null, TestVolume.Cancel)).Status);
    }

    private static async Task<AccountUse> UseAsync(TestVolume volume) =>
        (await volume.Store.ListAccountsAsync("", 1, TestVolume.Cancel)).Accounts[0].Use;
}
