using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Tests.Storage;

/// <summary>A catalog that is found damaged, and begins anew, while a write is under way.</summary>
public sealed class BegunAnewTests
{
    [Fact]
    public async Task A_commit_is_not_acknowledged_when_its_parts_went_with_the_catalog()
    {
        await using var volume = await TestVolume.MakeAsync();
        var disk = await volume.OpenWithFaultsAsync();
        var write = new TestWrite(volume, "a");
        await write.StageOwnAsync();
        await write.PlaceStampAsync();
        RenewAtSync(volume, disk, 1);
        var result = await write.CommitAsync();
        Assert.Equal((Status.NotReady, default), (result.Status, result.Committed));
        await AssertNothingIsKnownAsync(volume, write);
    }

    [Fact]
    public async Task A_part_is_not_held_when_its_content_went_with_the_catalog()
    {
        await using var volume = await TestVolume.MakeAsync();
        var disk = await volume.OpenWithFaultsAsync();
        var write = new TestWrite(volume, "a");
        await write.FinishAsync();
        // Its contents are synced first, then the trailer, which makes it held.
        RenewAtSync(volume, disk, 2);
        Assert.Equal(Status.NotReady, await StageTests.StatusOfAsync(() => write.StageAsync(2)));
        await AssertNothingIsKnownAsync(volume, write);
    }

    [Fact]
    public async Task What_went_with_the_catalog_is_given_back_once()
    {
        await using var volume = await TestVolume.MakeAsync();
        var disk = await volume.OpenWithFaultsAsync();
        var write = new TestWrite(volume, "a");
        await write.StageOwnAsync();
        disk.Syncing = _ =>
        {
            disk.Syncing = static _ => { };
            Renew(volume);
            throw new IOException("Input/output error");
        };
        Assert.Equal(Status.VolumeFailing, await StageTests.StatusOfAsync(() => write.CommitAsync()));
        Assert.Equal(0, (await volume.Store.GetStatusAsync(TestVolume.Cancel)).StagedBytes);
    }

    [Fact]
    public async Task What_was_copied_into_the_catalog_before_settles_nothing_and_is_copied_again()
    {
        const int Other = 4;
        await using var volume = await TestVolume.MakeAsync();
        var before = volume.Store.Identity.Incarnation;
        await volume.Store.RenewAsync(before, TestVolume.Cancel);
        await volume.Store.NoteCopiedAsync(before, Other, incarnation: 7, change: 1_000, TestVolume.Cancel);
        await volume.Store.SettleAsync(before, TestVolume.Cancel);
        Assert.False(volume.Store.Identity.IsSettled);
        Assert.Equal(0, (await volume.Store.GetPeerAsync(Other, TestVolume.Cancel)).Copied);

        await volume.Store.HearPeerAsync(Other, incarnation: 7, sequence: 1, TestVolume.Cancel);
        await volume.Store.NoteCopiedAsync(volume.Store.Identity.Incarnation, Other, incarnation: 7, change: 1_000, TestVolume.Cancel);
        await volume.Store.SettleAsync(volume.Store.Identity.Incarnation, TestVolume.Cancel);
        Assert.True(volume.Store.Identity.IsSettled);
        Assert.Equal(1_000, (await volume.Store.GetPeerAsync(Other, TestVolume.Cancel)).Copied);
    }

    private static void RenewAtSync(TestVolume volume, FaultyDisk disk, int at)
    {
        var syncs = 0;
        disk.Syncing = _ =>
        {
            if (Interlocked.Increment(ref syncs) == at)
                Renew(volume);
        };
    }

    // In the middle of a call that blocks on the disk.
    private static void Renew(TestVolume volume) => volume.Store.RenewAsync(volume.Store.Identity.Incarnation, TestVolume.Cancel).GetAwaiter().GetResult();

    private static async Task AssertNothingIsKnownAsync(TestVolume volume, TestWrite write)
    {
        Assert.False(volume.Store.Identity.IsSettled);
        Assert.True((await volume.StateAsync("a")).Entry is null);
        Assert.False(await volume.Store.HoldsAnyPartAsync("Alice", write.Content, TestVolume.Cancel));
        Assert.Equal(0, (await volume.Store.GetStatusAsync(TestVolume.Cancel)).StagedBytes);
        Assert.True(await volume.Store.CheckCatalogAsync(TestVolume.Cancel));
    }
}
