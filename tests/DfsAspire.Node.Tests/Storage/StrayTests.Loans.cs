using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Tests.Storage;

// Files of loans whose rows went with a lost catalog: they get them back.
public sealed partial class StrayTests
{
    [Fact]
    public async Task A_renewed_volume_keeps_the_loans_that_it_acknowledged()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await BorrowAsync(volume);
        await RenewAsync(volume, write);
        Assert.Null(await write.ReadAsync(4));
        await LookForLoansAsync(volume);
        await AssertLentAsync(volume, write);
        Assert.Equal((2, 0), (await LoansAsync(volume), (await volume.Store.GetStatusAsync(TestVolume.Cancel)).StagedBytes));
        foreach (var loan in await volume.Store.ListLoansAsync(null, 10, withReplaced: true, TestVolume.Cancel))
            await volume.Store.EndLoanAsync(loan, TestVolume.Cancel);
        Assert.Equal(write.Own.Select(write.FileOf), volume.PartFiles());
    }

    [Fact]
    public async Task A_search_for_loans_goes_on_where_its_time_was_over_and_where_the_catalog_failed()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await BorrowAsync(volume);
        await RenewAsync(volume, write);
        await volume.Store.ReclaimLoansAsync(static (_, _) => default, static () => true, TestVolume.Cancel);
        Assert.Equal(1, await LoansAsync(volume));
        await Assert.ThrowsAsync<InvalidOperationException>(() => volume.Store.ReclaimLoansAsync(
            static (_, _) => throw new InvalidOperationException(), static () => false, TestVolume.Cancel));
        await LookForLoansAsync(volume);
        await AssertLentAsync(volume, write);
    }

    [Fact]
    public async Task A_loan_is_found_again_before_strays_are_removed_however_old_it_is_also_after_a_crash()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await BorrowAsync(volume);
        foreach (var file in volume.PartFiles())
            MakeOld(volume, volume.FullPath(file), 1000);
        await RenewAsync(volume, write);
        await volume.CrashAsync();
        // Those of the own pair are missing still; repair looks into their files.
        Assert.Equal((0, 2), await ClearAsync(volume));
        await AssertLentAsync(volume, write);
    }

    [Fact]
    public async Task A_loan_is_found_again_by_a_volume_that_was_opened_anew_in_between()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await BorrowAsync(volume);
        await RenewAsync(volume, write);
        await volume.CrashAsync();
        await LookForLoansAsync(volume);
        await AssertLentAsync(volume, write);
    }

    [Fact]
    public async Task A_loan_that_was_changed_on_the_disk_is_not_found_again()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await BorrowAsync(volume);
        await RenewAsync(volume, write);
        var file = volume.FullPath(write.FileOf(4));
        var bytes = await File.ReadAllBytesAsync(file, TestVolume.Cancel);
        bytes[17] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, TestVolume.Cancel);
        MakeOld(volume, file, 1000);
        await LookForLoansAsync(volume);
        Assert.Null(await write.ReadAsync(4));
        Assert.Equal(write.Parts[0], await write.ReadAsync(1));
        Assert.Equal(1, (await ClearAsync(volume)).Removed);
    }

    [Fact]
    public async Task A_loan_that_the_disk_does_not_give_back_stays_and_is_looked_at_again()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await BorrowAsync(volume);
        foreach (var file in volume.PartFiles())
            MakeOld(volume, volume.FullPath(file), 1000);
        var disk = await volume.OpenWithFaultsAsync();
        await RenewAsync(volume, write);
        disk.Opening = name =>
        {
            if (name == write.FileOf(4))
                throw new IOException("Input/output error");
        };
        await LookForLoansAsync(volume);
        Assert.Equal((1, 0), (await LoansAsync(volume), (await ClearAsync(volume)).Removed));
        disk.Opening = static _ => { };
        await ClearAsync(volume);
        await AssertLentAsync(volume, write);
    }

    [Fact]
    public async Task A_part_that_was_lent_for_nothing_that_a_path_holds_is_a_stray()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await BorrowAsync(volume);
        await volume.Store.RenewAsync(volume.Store.Identity.Incarnation, TestVolume.Cancel);
        await volume.Store.SettleAsync(volume.Store.Identity.Incarnation, TestVolume.Cancel);
        await LookForLoansAsync(volume);
        Assert.Equal(0, await LoansAsync(volume));
        foreach (var file in volume.PartFiles())
            MakeOld(volume, volume.FullPath(file), 1000);
        Assert.Equal((4, 0), await ClearAsync(volume));
        Assert.Null(await write.ReadAsync(4));
    }

    // With all four parts: node 4 was away.
    private static async Task<TestWrite> BorrowAsync(TestVolume volume)
    {
        var write = new TestWrite(volume, "docs/a");
        foreach (var part in write.Others)
            await write.StageAsync(part, isLoan: true);
        return await write.PutAsync();
    }

    // The others' catalogs say what its paths hold, and nothing of loans.
    private static async Task RenewAsync(TestVolume volume, TestWrite write)
    {
        await volume.Store.RenewAsync(volume.Store.Identity.Incarnation, TestVolume.Cancel);
        await volume.Store.AdoptAsync(new Change(1, write.Signed, write.KeyRecord), TestVolume.Cancel);
        await volume.Store.SettleAsync(volume.Store.Identity.Incarnation, TestVolume.Cancel);
    }

    private static Task LookForLoansAsync(TestVolume volume) =>
        volume.Store.ReclaimLoansAsync(static (_, _) => default, static () => false, TestVolume.Cancel);

    private static async Task<long> LoansAsync(TestVolume volume) => (await volume.Store.GetStatusAsync(TestVolume.Cancel)).PartsOnLoan;

    private static async Task AssertLentAsync(TestVolume volume, TestWrite write)
    {
        foreach (var part in write.Others)
        {
            Assert.Equal(write.Parts[part - 1], await write.ReadAsync(part));
            Assert.Equal(Status.Ok, (await volume.Store.CheckPartAsync("Alice", write.Content, part, TestVolume.Cancel)).Status);
        }

        Assert.Equal(2, await LoansAsync(volume));
        Assert.True(await volume.Store.CheckCatalogAsync(TestVolume.Cancel));
    }
}
