using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Tests.Storage;

public sealed class CheckTests
{
    [Fact]
    public async Task A_sound_part_is_sound()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a", 700_000).PutAsync();
        var check = await CheckAsync(volume, write, 2);
        Assert.Equal((Status.Ok, 700_000), (check.Status, check.Size));
        Assert.Equal(1, volume.Sql("SELECT COUNT(*) FROM parts WHERE checked_at IS NOT NULL"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(699_999)]
    [InlineData(700_100)]
    public async Task A_flipped_bit_is_found_remembered_and_no_longer_served(int offset)
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a", 700_000).PutAsync();
        Flip(volume.FullPath(write.FileOf(2)), offset);

        Assert.Equal(Status.PartDamaged, (await CheckAsync(volume, write, 2)).Status);

        await volume.ReopenAsync();
        Assert.Equal(new HeldParts(0b0100), (await volume.StateAsync("a")).Held);
        Assert.Equal(1, (await volume.Store.GetStatusAsync(TestVolume.Cancel)).PartsDamaged);
        Assert.Equal(Status.PartDamaged, await StageTests.StatusOfAsync(() => write.ReadAsync(2)));
        Assert.Equal(Status.Ok, (await CheckAsync(volume, write, 3)).Status);
    }

    [Fact]
    public async Task A_part_that_reads_well_again_is_held_again()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a").PutAsync();
        Flip(volume.FullPath(write.FileOf(2)), 5);
        await CheckAsync(volume, write, 2);
        Flip(volume.FullPath(write.FileOf(2)), 5);

        Assert.Equal(Status.Ok, (await CheckAsync(volume, write, 2)).Status);
        Assert.Equal(new HeldParts(0b0110), (await volume.StateAsync("a")).Held);
    }

    [Fact]
    public async Task A_part_whose_file_is_gone_is_missing_from_then_on()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a").PutAsync();
        File.Delete(volume.FullPath(write.FileOf(2)));
        File.Delete(volume.FullPath(write.FileOf(3)));

        Assert.Equal(Status.PartMissing, (await CheckAsync(volume, write, 2)).Status);
        Assert.Null(await write.ReadAsync(3));
        Assert.Equal(2, (await volume.Store.GetStatusAsync(TestVolume.Cancel)).PartsMissing);
        Assert.Equal(Status.PartMissing, (await CheckAsync(volume, write, 1)).Status);
    }

    [Fact]
    public async Task A_torn_part_is_not_served()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a").PutAsync();
        using (var file = File.OpenHandle(volume.FullPath(write.FileOf(2)), access: FileAccess.Write))
            RandomAccess.SetLength(file, 500);
        Assert.Equal(Status.PartDamaged, await StageTests.StatusOfAsync(() => write.ReadAsync(2)));
        Assert.Equal(Status.PartDamaged, (await CheckAsync(volume, write, 2)).Status);
    }

    [Fact]
    public async Task The_oldest_check_counts_for_the_whole_volume_and_writing_counts_as_one()
    {
        await using var volume = await TestVolume.MakeAsync();
        Assert.Equal(0, (await volume.Store.GetStatusAsync(TestVolume.Cancel)).CheckedSince);
        var write = await new TestWrite(volume, "a").PutAsync();
        var written = volume.Time.GetUtcNow().ToUnixTimeMilliseconds();
        volume.Time.Advance(TimeSpan.FromHours(1));
        await CheckAsync(volume, write, 2);
        Assert.Equal(written, (await volume.Store.GetStatusAsync(TestVolume.Cancel)).CheckedSince);

        var moment = volume.Time.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.Equal(3, Assert.Single(await volume.Store.ListUncheckedAsync(moment, 10, TestVolume.Cancel)).Row.Part);
        Assert.Equal(1, await volume.Store.CountUncheckedAsync(moment, TestVolume.Cancel));
        await CheckAsync(volume, write, 3);
        await new TestWrite(volume, "b").PutAsync();

        await volume.ReopenAsync();
        Assert.Equal(moment, (await volume.Store.GetStatusAsync(TestVolume.Cancel)).CheckedSince);
        Assert.Empty(await volume.Store.ListUncheckedAsync(moment, 10, TestVolume.Cancel));
    }

    [Fact]
    public async Task A_staged_part_is_checked_and_stays_staged()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a");
        await write.StageAsync(2);
        Assert.Equal(Status.Ok, (await CheckAsync(volume, write, 2)).Status);
        Flip(volume.FullPath(write.FileOf(2)), 5);
        Assert.Equal(Status.PartDamaged, (await CheckAsync(volume, write, 2)).Status);
        await volume.Store.DiscardAsync("Alice", write.Content, TestVolume.Cancel);
        Assert.Empty(volume.PartFiles());
    }

    [Fact]
    public async Task A_content_belongs_to_its_user_alone()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a").PutAsync();
        Assert.Null(await volume.Store.OpenPartAsync("Bob", write.Content, 2, TestVolume.Cancel));
        Assert.Equal(Status.PartMissing, (await volume.Store.CheckPartAsync("Bob", write.Content, 2, TestVolume.Cancel)).Status);
        Assert.Null((await volume.Store.GetStateAsync("Bob", write.Path, TestVolume.Cancel)).Entry);
        Assert.Null(await volume.Store.OpenPartAsync("Alice", default(ContentId), 2, TestVolume.Cancel));
    }

    private static Task<Node.Storage.PartCheck> CheckAsync(TestVolume volume, TestWrite write, int part) =>
        volume.Store.CheckPartAsync("Alice", write.Content, part, TestVolume.Cancel);

    private static void Flip(string file, long offset)
    {
        using var handle = File.OpenHandle(file, access: FileAccess.ReadWrite);
        Span<byte> value = stackalloc byte[1];
        RandomAccess.Read(handle, value, offset);
        value[0] ^= 0x10;
        RandomAccess.Write(handle, value, offset);
    }
}
