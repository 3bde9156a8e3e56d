using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Tests.Storage;

/// <summary>Part files that the disk does not open, or does not give back.</summary>
public sealed class UnreadableTests
{
    // EMFILE, or ERROR_TOO_MANY_OPEN_FILES.
    private static readonly int TooManyFiles = OperatingSystem.IsWindows() ? unchecked((int)0x80070004) : 24;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_part_that_cannot_be_opened_is_damaged_from_then_on_and_held_again_when_it_can(bool isDenied)
    {
        await using var volume = await TestVolume.MakeAsync();
        var disk = await volume.OpenWithFaultsAsync();
        var write = await new TestWrite(volume, "a").PutAsync();
        FailToOpen(disk, write, isDenied ? new UnauthorizedAccessException("Access to the path is denied.") : new IOException("Input/output error"));

        Assert.Equal(Status.PartDamaged, await StageTests.StatusOfAsync(() => write.ReadAsync(2)));

        Assert.Equal(new HeldParts(0b0100), (await volume.StateAsync("a")).Held);
        Assert.Equal(1, (await volume.Store.GetStatusAsync(TestVolume.Cancel)).PartsDamaged);
        Assert.Equal(write.Parts[2], await write.ReadAsync(3));

        disk.Opening = static _ => { };
        Assert.Equal(Status.PartDamaged, await StageTests.StatusOfAsync(() => write.ReadAsync(2)));
        Assert.Equal(Status.Ok, (await CheckAsync(volume, write)).Status);
        Assert.Equal(new HeldParts(0b0110), (await volume.StateAsync("a")).Held);
        Assert.Equal(write.Parts[1], await write.ReadAsync(2));
    }

    [Fact]
    public async Task A_part_is_not_blamed_for_a_machine_that_can_open_no_more_files()
    {
        await using var volume = await TestVolume.MakeAsync();
        var disk = await volume.OpenWithFaultsAsync();
        var write = await new TestWrite(volume, "a").PutAsync();
        FailToOpen(disk, write, new IOException("Too many open files", TooManyFiles));

        Assert.Equal(Status.VolumeFailing, await StageTests.StatusOfAsync(() => write.ReadAsync(2)));
        Assert.Equal(Status.VolumeFailing, await StageTests.StatusOfAsync(() => CheckAsync(volume, write)));

        Assert.Equal(0, (await volume.Store.GetStatusAsync(TestVolume.Cancel)).PartsDamaged);
        disk.Opening = static _ => { };
        Assert.Equal(write.Parts[1], await write.ReadAsync(2));
    }

    [Fact]
    public async Task A_staged_part_that_the_disk_does_not_give_stays_staged()
    {
        await using var volume = await TestVolume.MakeAsync();
        var disk = await volume.OpenWithFaultsAsync();
        var write = new TestWrite(volume, "a");
        await write.StageOwnAsync();
        FailToOpen(disk, write, new IOException("Input/output error"));

        Assert.Equal(Status.PartDamaged, await StageTests.StatusOfAsync(() => write.ReadAsync(2)));

        disk.Opening = static _ => { };
        Assert.Equal(write.Parts[1], await write.ReadAsync(2));
        await write.PlaceStampAsync();
        Assert.Equal(Status.Ok, (await write.CommitAsync()).Status);
    }

    private static void FailToOpen(FaultyDisk disk, TestWrite write, Exception fault) => disk.Opening = name =>
    {
        if (name == write.FileOf(2))
            throw fault;
    };

    private static Task<Node.Storage.PartCheck> CheckAsync(TestVolume volume, TestWrite write) =>
        volume.Store.CheckPartAsync("Alice", write.Content, 2, TestVolume.Cancel);
}
