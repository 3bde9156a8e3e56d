namespace DfsAspire.Node.Tests.Storage;

/// <summary>How long a catalog that was found damaged is distrusted.</summary>
public sealed class DistrustTests
{
    [Fact]
    public async Task What_was_found_damaged_is_trusted_by_no_later_process_either()
    {
        await using var volume = await MakeDamagedAsync();
        await volume.ReopenAsync();
        Assert.True(volume.Store.IsDistrustInherited);
        await volume.CrashAsync();
        Assert.False(await volume.Store.CheckCatalogAsync(TestVolume.Cancel));
        Assert.NotNull(volume.Store.Distrust);
        Assert.False(volume.Store.IsDistrustInherited);
    }

    [Fact]
    public async Task A_later_process_that_finds_nothing_wrong_trusts_it_again()
    {
        await using var volume = await MakeDamagedAsync();
        volume.Sql("UPDATE entries SET name = 'a'");
        // This one has seen it read one way and then the other.
        Assert.False(await volume.Store.CheckCatalogAsync(TestVolume.Cancel));
        Assert.NotNull(volume.Store.Distrust);
        await volume.ReopenAsync();
        Assert.NotNull(volume.Store.Distrust);
        Assert.True(await volume.Store.CheckCatalogAsync(TestVolume.Cancel));
        Assert.Null(volume.Store.Distrust);
        await volume.ReopenAsync();
        Assert.Null(volume.Store.Distrust);
    }

    [Fact]
    public async Task One_that_was_begun_anew_is_trusted()
    {
        await using var volume = await MakeDamagedAsync();
        await volume.Store.RenewAsync(volume.Store.Identity.Incarnation, TestVolume.Cancel);
        Assert.Null(volume.Store.Distrust);
        await volume.ReopenAsync();
        Assert.Null(volume.Store.Distrust);
    }

    [Fact]
    public async Task One_that_took_the_place_of_what_was_set_aside_is_trusted()
    {
        await using var volume = await MakeDamagedAsync();
        await volume.Store.DisposeAsync();
        await File.WriteAllBytesAsync(volume.FullPath(".dfs/catalog.db"), new byte[4096], TestVolume.Cancel);
        await volume.OpenAsync();
        Assert.False(volume.Store.Identity.IsFounded);
        Assert.Null(volume.Store.Distrust);
    }

    [Fact]
    public async Task A_disk_that_does_not_take_the_mark_keeps_nobody_from_distrusting_it()
    {
        await using var volume = await TestVolume.MakeAsync();
        await new TestWrite(volume, "a").PutAsync();
        var mark = volume.FullPath(".dfs/catalog.distrusted");
        Directory.CreateDirectory(mark);
        volume.Sql("UPDATE entries SET name = 'b'");
        Assert.False(await volume.Store.CheckCatalogAsync(TestVolume.Cancel));
        Assert.NotNull(volume.Store.Distrust);
        // As the scrub does.
        Directory.Delete(mark);
        await volume.Store.KeepDistrustAsync();
        await volume.ReopenAsync();
        Assert.NotNull(volume.Store.Distrust);
    }

    /// <summary>A volume with a file whose row is not what was signed, which it has noticed.</summary>
    internal static async Task<TestVolume> MakeDamagedAsync()
    {
        var volume = await TestVolume.MakeAsync();
        await new TestWrite(volume, "a").PutAsync();
        volume.Sql("UPDATE entries SET name = 'b'");
        Assert.False(await volume.Store.CheckCatalogAsync(TestVolume.Cancel));
        Assert.NotNull(volume.Store.Distrust);
        return volume;
    }
}
