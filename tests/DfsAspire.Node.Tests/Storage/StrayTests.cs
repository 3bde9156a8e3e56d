using DfsAspire.Node.Storage;
using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Protocol.Entries;

namespace DfsAspire.Node.Tests.Storage;

/// <summary>Files on the volume that no row names.</summary>
public sealed partial class StrayTests
{
    private static readonly TimeSpan Age = TimeSpan.FromDays(1);

    [Fact]
    public async Task A_file_that_nobody_asks_for_is_counted_and_removed_when_it_is_old_enough()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "docs/a").PutAsync();
        var before = volume.PartFiles();
        var stray = Stray(volume, "Alice/docs", "b", 23);
        Assert.Equal((0, 1), await ClearAsync(volume));
        Assert.True(File.Exists(stray));
        volume.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal((1, 0), await ClearAsync(volume));
        Assert.Equal(before, volume.PartFiles());
        Assert.Equal(write.Parts[1], await write.ReadAsync(2));
    }

    [Fact]
    public async Task Directories_in_which_nothing_is_any_more_are_removed_and_nobody_elses()
    {
        await using var volume = await TestVolume.MakeAsync();
        Directory.CreateDirectory(volume.FullPath("lost+found"));
        await new TestWrite(volume, "a/kept").PutAsync();
        var gone = new TestWrite(volume, "a/b/c/gone");
        await gone.StageOwnAsync();
        await volume.Store.DiscardAsync("Alice", gone.Content, TestVolume.Cancel);
        Assert.True(Directory.Exists(volume.FullPath("Alice/a/b/c")));

        await ClearAsync(volume);

        Assert.True(Directory.Exists(volume.FullPath("Alice/a")));
        Assert.False(Directory.Exists(volume.FullPath("Alice/a/b")));
        Assert.True(Directory.Exists(volume.FullPath("lost+found")));
        await new TestWrite(volume, "a/b/c/back").PutAsync();
    }

    [Fact]
    public async Task What_the_catalog_names_stays_however_old_it_is()
    {
        await using var volume = await DamagedCatalogTests.MakeAsync();
        var before = volume.PartFiles().Concat(volume.IncomingFiles()).ToList();
        Assert.NotEmpty(volume.IncomingFiles());
        foreach (var file in volume.PartFiles().Select(volume.FullPath).Concat(volume.IncomingFiles()))
            MakeOld(volume, file, 1000);
        Assert.Equal((0, 0), await ClearAsync(volume));
        Assert.Equal(before, volume.PartFiles().Concat(volume.IncomingFiles()));
    }

    [Theory]
    [InlineData("Alice", "notes.txt")]
    [InlineData("Alice", ".a.0123456789abcdef0123456789abcdef.5")]
    [InlineData("Alice", ".a.0123456789abcdef0123456789abcdeg.1")]
    [InlineData("Alice", "a.0123456789abcdef0123456789abcdef.1")]
    [InlineData("Alice", "0123456789abcdef0123456789abcdef.1")]
    [InlineData("Somebody", ".a.0123456789abcdef0123456789abcdef.1")]
    [InlineData("lost+found", "#1234")]
    public async Task What_is_no_part_or_lies_in_nobodys_directory_stays(string directory, string name)
    {
        await using var volume = await TestVolume.MakeAsync();
        var file = Put(volume, directory, name, 1000);
        Assert.Equal(0, (await ClearAsync(volume)).Removed);
        Assert.True(File.Exists(file));
    }

    [Fact]
    public async Task A_file_of_a_part_that_is_missing_stays_and_is_taken_back()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a").PutAsync();
        var moved = volume.FullPath($"Alice/moved/.a.{write.Content}.2");
        Directory.CreateDirectory(Path.GetDirectoryName(moved)!);
        File.Move(volume.FullPath(write.FileOf(2)), moved);
        MakeOld(volume, moved, 1000);
        await volume.Store.CheckPartAsync("Alice", write.Content, 2, TestVolume.Cancel);
        var lacking = Assert.Single(await volume.Store.ListLackingAsync(PartState.Missing, null, 10, TestVolume.Cancel));
        Assert.False(await volume.Store.ReclaimAsync(lacking, static (_, _) => default, TestVolume.Cancel));
        Assert.Equal((0, 1), await ClearAsync(volume));
        Assert.True(await volume.Store.ReclaimAsync(lacking, static (_, _) => default, TestVolume.Cancel));
        Assert.Equal(write.Parts[1], await write.ReadAsync(2));
        Assert.Equal((0, 0), await ClearAsync(volume));
    }

    [Fact]
    public async Task A_volume_that_does_not_know_yet_what_it_holds_removes_nothing()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a").PutAsync();
        foreach (var file in volume.PartFiles())
            MakeOld(volume, volume.FullPath(file), 1000);
        await volume.Store.RenewAsync(volume.Store.Identity.Incarnation, TestVolume.Cancel);
        Assert.Equal(0, (await ClearAsync(volume)).Removed);
        await volume.Store.SettleAsync(volume.Store.Identity.Incarnation, TestVolume.Cancel);
        await write.FinishAsync();
        Assert.Equal((0, 2), await ClearAsync(volume));
        foreach (var lacking in await volume.Store.ListLackingAsync(PartState.Missing, null, 10, TestVolume.Cancel))
            Assert.True(await volume.Store.ReclaimAsync(lacking, static (_, _) => default, TestVolume.Cancel));
        Assert.Equal((0, 0), await ClearAsync(volume));
    }

    [Fact]
    public async Task A_catalog_that_is_begun_anew_while_files_are_looked_at_removes_none_of_them()
    {
        await using var volume = await TestVolume.MakeAsync();
        await MakeKnownAndLackingAsync(volume);
        var before = volume.PartFiles();
        Assert.Equal(0, await ClearMeanwhileAsync(volume, () => volume.Store.RenewAsync(volume.Store.Identity.Incarnation, TestVolume.Cancel)));
        Assert.Equal(before, volume.PartFiles());
    }

    [Fact]
    public async Task A_catalog_that_is_found_damaged_while_files_are_looked_at_removes_none_of_them()
    {
        await using var volume = await TestVolume.MakeAsync();
        await MakeKnownAndLackingAsync(volume);
        var before = volume.PartFiles();
        Assert.Equal(0, await ClearMeanwhileAsync(volume, async () =>
        {
            volume.Sql("DELETE FROM parts");
            Assert.False(await volume.Store.CheckCatalogAsync(TestVolume.Cancel));
        }));
        Assert.Equal(before, volume.PartFiles());
    }

    [Fact]
    public async Task A_renewed_volume_drops_the_beginnings_of_parts_at_once()
    {
        await using var volume = await TestVolume.MakeAsync();
        await new TestWrite(volume, "a", (int)NodeStore.ResumableBytes).LoseAsync(2, 5000);
        Assert.Single(volume.IncomingFiles());
        await volume.Store.RenewAsync(volume.Store.Identity.Incarnation, TestVolume.Cancel);
        Assert.Empty(volume.IncomingFiles());
        Assert.Equal(0, (await volume.Store.GetStatusAsync(TestVolume.Cancel)).StagedBytes);
    }

    [Fact]
    public async Task What_was_left_on_its_way_goes_after_a_day()
    {
        await using var volume = await TestVolume.MakeAsync();
        var young = Put(volume, ".dfs/incoming", "17.part", 23);
        var old = Put(volume, ".dfs/incoming", $"{ContentId.New()}.2.{new string('a', 32)}", 25);
        Assert.Equal(1, (await ClearAsync(volume)).Removed);
        Assert.Equal((true, false), (File.Exists(young), File.Exists(old)));
    }

    [Fact]
    public async Task A_directory_that_is_not_the_nodes_to_read_keeps_no_part_from_being_found_again()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a").PutAsync();
        Directory.CreateDirectory(volume.FullPath("lost+found"));
        (await volume.OpenWithFaultsAsync()).Forbidden = "lost+found";
        await volume.Store.RenewAsync(volume.Store.Identity.Incarnation, TestVolume.Cancel);
        await volume.Store.SettleAsync(volume.Store.Identity.Incarnation, TestVolume.Cancel);
        await write.FinishAsync();
        foreach (var lacking in await volume.Store.ListLackingAsync(PartState.Missing, null, 10, TestVolume.Cancel))
            Assert.True(await volume.Store.ReclaimAsync(lacking, static (_, _) => default, TestVolume.Cancel));
        Assert.Equal((0, 0), await ClearAsync(volume));
    }

    [Fact]
    public async Task A_file_that_cannot_be_opened_keeps_no_other_part_from_being_found_again()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a").PutAsync();
        (await volume.OpenWithFaultsAsync()).Opening = name =>
        {
            if (name == write.FileOf(2))
                throw new IOException("Input/output error");
        };
        await volume.Store.RenewAsync(volume.Store.Identity.Incarnation, TestVolume.Cancel);
        await volume.Store.SettleAsync(volume.Store.Identity.Incarnation, TestVolume.Cancel);
        await write.FinishAsync();
        var lacking = await volume.Store.ListLackingAsync(PartState.Missing, null, 10, TestVolume.Cancel);
        Assert.False(await volume.Store.ReclaimAsync(lacking[0], static (_, _) => default, TestVolume.Cancel));
        Assert.True(await volume.Store.ReclaimAsync(lacking[1], static (_, _) => default, TestVolume.Cancel));
    }

    // All files are old, and the catalog says that their parts are lacking. One is that of a loan, whose bytes are read.
    private static async Task MakeKnownAndLackingAsync(TestVolume volume)
    {
        var write = await BorrowAsync(volume);
        foreach (var file in volume.PartFiles())
            MakeOld(volume, volume.FullPath(file), 1000);
        await RenewAsync(volume, write);
    }

    private static async Task<int> ClearMeanwhileAsync(TestVolume volume, Func<Task> happens)
    {
        var hasHappened = false;
        var removed = await volume.Store.ClearStraysAsync(
            Age,
            async (_, _) =>
            {
                if (!hasHappened)
                    await happens();
                hasHappened = true;
            },
            TestVolume.Cancel);
        Assert.True(hasHappened);
        return removed;
    }

    private static string Stray(TestVolume volume, string directory, string name, int hours) => Put(volume, directory, $".{name}.{ContentId.New()}.2", hours);

    private static string Put(TestVolume volume, string directory, string name, int hours)
    {
        var file = Path.Combine(Directory.CreateDirectory(volume.FullPath(directory)).FullName, name);
        File.WriteAllText(file, "left");
        MakeOld(volume, file, hours);
        return file;
    }

    private static void MakeOld(TestVolume volume, string file, int hours) =>
        File.SetLastWriteTimeUtc(file, (volume.Time.GetUtcNow() - TimeSpan.FromHours(hours)).UtcDateTime);

    private static async Task<(int Removed, long Left)> ClearAsync(TestVolume volume)
    {
        var removed = await volume.Store.ClearStraysAsync(Age, static (_, _) => default, TestVolume.Cancel);
        return (removed, (await volume.Store.GetStatusAsync(TestVolume.Cancel)).StrayFiles);
    }
}
