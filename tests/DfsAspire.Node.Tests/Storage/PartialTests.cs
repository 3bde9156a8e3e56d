using System.IO.Hashing;
using DfsAspire.Node.Storage;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Tests.Storage;

/// <summary>Parts whose sender is lost on the way, and comes again.</summary>
public sealed class PartialTests
{
    private const int Part = 2;
    private const int Bytes = 2 * (int)NodeStore.ResumableBytes + 17;
    private const int Came = 700_001;

    [Fact]
    public async Task What_came_of_a_large_part_is_kept_and_said()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a", Bytes);
        await write.LoseAsync(Part, Came);
        Assert.Equal(Prefix(write, Came), await write.StagedAsync(Part));
        Assert.Equal(default, await write.StagedAsync(3));
        Assert.Null(await write.ReadAsync(Part));
        Assert.Empty(volume.PartFiles());
    }

    [Fact]
    public async Task A_sender_that_comes_again_goes_on_anywhere_in_what_came_and_the_part_is_whole()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a", Bytes);
        await write.LoseAsync(Part, Came);
        await write.LoseAsync(Part, Came + 10, from: Came - 5);
        Assert.Equal(Prefix(write, Came + 10), await write.StagedAsync(Part));
        foreach (var offset in new[] { Came + 10, 100 })
        {
            await write.LoseAsync(Part, Came + 10, from: offset);
            Assert.Equal(Prefix(write, Came + 10), await write.StagedAsync(Part));
        }

        await FinishAsync(write, Came + 10);
        Assert.Equal(new StagedInfo(StagedState.Whole, Bytes, XxHash128.HashToUInt128(write.Parts[Part - 1])), await write.StagedAsync(Part));
        Assert.Equal(write.Parts[Part - 1], await write.ReadAsync(Part));
        Assert.Empty(volume.IncomingFiles());
        Assert.Equal(0, volume.Sql("SELECT COUNT(*) FROM partials"));
        Assert.Equal(Bytes, await StagedBytesAsync(volume));
    }

    [Fact]
    public async Task What_lies_beyond_the_offset_is_dropped_before_anything_is_written()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a", Bytes);
        await write.LoseAsync(Part, Came);
        await write.LoseAsync(Part, 1000, from: 1000);
        Assert.Equal(Prefix(write, 1000), await write.StagedAsync(Part));
    }

    [Fact]
    public async Task It_is_there_after_a_restart_and_after_a_crash_in_the_middle()
    {
        await using var volume = await TestVolume.MakeAsync();
        var (stopped, crashed) = (new TestWrite(volume, "a", Bytes), new TestWrite(volume, "b", Bytes));
        await stopped.LoseAsync(Part, Came);
        await volume.ReopenAsync();
        Assert.Equal(Prefix(stopped, Came), await stopped.StagedAsync(Part));
        await using (var staged = await crashed.GoOnAsync(Part, 0))
        {
            await staged.WriteAsync(crashed.Parts[Part - 1].AsMemory(0, Came), TestVolume.Cancel);
            await volume.CrashAsync();
        }

        Assert.Equal(Prefix(crashed, Came), await crashed.StagedAsync(Part));
        Assert.Equal(2 * Came, await StagedBytesAsync(volume));
        await FinishAsync(crashed, Came);
        Assert.Equal(crashed.Parts[Part - 1], await crashed.ReadAsync(Part));
    }

    [Fact]
    public async Task What_the_disk_would_not_sync_is_not_gone_on_with()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a", Bytes);
        var disk = await volume.OpenWithFaultsAsync();
        disk.Syncing = static _ => throw new IOException("Input/output error");

        await write.LoseAsync(Part, Came);

        // The bytes could still be read back, from the system's memory; the disk may have none of them.
        disk.Syncing = static _ => { };
        Assert.Equal(default, await write.StagedAsync(Part));
        Assert.Empty(volume.IncomingFiles());
        Assert.Equal(0, volume.Sql("SELECT COUNT(*) FROM partials"));
        Assert.Equal(0, await StagedBytesAsync(volume));
        await FinishAsync(write, 0);
        Assert.Equal(write.Parts[Part - 1], await write.ReadAsync(Part));
    }

    [Fact]
    public async Task A_torn_tail_shows_in_length_and_checksum()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a", Bytes);
        await write.LoseAsync(Part, Came);
        await volume.Store.DisposeAsync();
        using (var file = File.Open(volume.IncomingFiles().Single(), FileMode.Open))
        {
            file.SetLength(Came - 1000);
            file.Position = Came - 1001;
            file.WriteByte((byte)(write.Parts[Part - 1][Came - 1001] ^ 1));
        }

        await volume.OpenAsync();
        var torn = await write.StagedAsync(Part);
        Assert.Equal((StagedState.Partial, Came - 1000L), (torn.State, torn.Length));
        Assert.NotEqual(Prefix(write, Came - 1000), torn);
        Assert.Equal(Status.NotStaged, await StageTests.StatusOfAsync(async () => await write.GoOnAsync(Part, Came)));
        await using var staged = await write.GoOnAsync(Part, Came - 1000);
        await staged.WriteAsync(write.Parts[Part - 1].AsMemory(Came - 1000), TestVolume.Cancel);
        Assert.Equal(Status.ChecksumMismatch, await StageTests.StatusOfAsync(() => staged.CompleteAsync(XxHash128.HashToUInt128(write.Parts[Part - 1]), TestVolume.Cancel)));
        await staged.DisposeAsync();
        Assert.Equal(default, await write.StagedAsync(Part));
        Assert.Empty(volume.IncomingFiles());
        Assert.Equal(0, await StagedBytesAsync(volume));
    }

    [Fact]
    public async Task A_discard_drops_it_also_while_it_is_being_received()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a", Bytes);
        await write.LoseAsync(Part, Came);
        await using (var staged = await write.GoOnAsync(3, 0))
        {
            await staged.WriteAsync(write.Parts[2].AsMemory(0, Came), TestVolume.Cancel);
            await volume.Store.DiscardAsync(volume.Alice.Name, write.Content, TestVolume.Cancel);
        }

        Assert.Equal(default, await write.StagedAsync(Part));
        Assert.Equal(default, await write.StagedAsync(3));
        Assert.Empty(volume.IncomingFiles());
        Assert.Equal(0, await StagedBytesAsync(volume));
    }

    [Fact]
    public async Task It_goes_when_its_content_is_closed()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a", Bytes);
        await write.LoseAsync(Part, Came);
        Assert.True(await volume.Store.CloseAsync(new OwnedContent(volume.Alice.Name, write.Content), TestVolume.Cancel));
        Assert.Empty(volume.IncomingFiles());
        Assert.Equal(0, await StagedBytesAsync(volume));
        Assert.Equal(Status.Closed, await StageTests.StatusOfAsync(() => write.StagedAsync(Part)));
        Assert.Equal(Status.Closed, await StageTests.StatusOfAsync(async () => await write.GoOnAsync(Part, 0)));
    }

    [Fact]
    public async Task It_goes_after_a_day_without_progress()
    {
        await using var volume = await TestVolume.MakeAsync();
        var (old, young) = (new TestWrite(volume, "a", Bytes), new TestWrite(volume, "b", Bytes));
        await old.LoseAsync(Part, Came);
        volume.Time.Advance(TimeSpan.FromHours(23));
        await young.LoseAsync(Part, Came);
        Assert.Equal(StagedState.Partial, (await old.StagedAsync(Part)).State);
        volume.Time.Advance(TimeSpan.FromHours(2));
        await volume.ReopenAsync();
        Assert.Equal(default, await old.StagedAsync(Part));
        Assert.Equal(Prefix(young, Came), await young.StagedAsync(Part));
        Assert.Single(volume.IncomingFiles());
        Assert.Equal(Came, await StagedBytesAsync(volume));
    }

    [Fact]
    public async Task After_a_day_it_takes_no_room_from_others()
    {
        await using var volume = await TestVolume.MakeAsync(TestVolume.DefaultOptions with { MaxStagedBytesPerUser = Bytes + Came });
        var (old, large, small) = (new TestWrite(volume, "a", Bytes), new TestWrite(volume, "b", Bytes), new TestWrite(volume, "c", (Bytes / 3) + 10));
        await old.LoseAsync(Part, Came + 10);
        Assert.Equal(Status.Busy, await StageTests.StatusOfAsync(async () => await large.GoOnAsync(Part, 0)));
        volume.Time.Advance(TimeSpan.FromHours(25));
        await large.LoseAsync(Part, Came);
        Assert.Equal(default, await old.StagedAsync(Part));
        // And when only what is too short to be kept is sent.
        await small.StageAsync(Part);
        await small.StageAsync(3);
        volume.Time.Advance(TimeSpan.FromHours(25));
        await small.StageAsync(1);
        Assert.Equal(default, await large.StagedAsync(Part));
    }

    [Fact]
    public async Task It_counts_as_staged_by_what_came_of_it()
    {
        await using var volume = await TestVolume.MakeAsync(TestVolume.DefaultOptions with { MaxStagedBytes = Bytes + Came - 1 });
        var (one, other) = (new TestWrite(volume, "a", Bytes), new TestWrite(volume, "b", Bytes));
        await one.LoseAsync(Part, Came);
        Assert.Equal(Status.Busy, await StageTests.StatusOfAsync(async () => await other.GoOnAsync(Part, 0)));
        await FinishAsync(one, Came);
        Assert.Equal(Bytes, await StagedBytesAsync(volume));
    }

    [Fact]
    public async Task Two_senders_do_not_write_one_part()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a", Bytes);
        await using var first = await write.GoOnAsync(Part, 0);
        Assert.Equal(Status.Busy, await StageTests.StatusOfAsync(async () => await write.GoOnAsync(Part, 0)));
        var asked = write.StagedAsync(Part);
        await first.WriteAsync(write.Parts[Part - 1].AsMemory(0, Came), TestVolume.Cancel);
        Assert.False(asked.IsCompleted);
        await first.DisposeAsync();
        Assert.Equal(Prefix(write, Came), await asked);
    }

    [Fact]
    public async Task A_committed_content_is_said_to_be_committed()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a").PutAsync();
        foreach (var part in write.Own)
            Assert.Equal(StagedState.Committed, (await write.StagedAsync(part)).State);
    }

    [Fact]
    public async Task A_volume_from_before_there_were_any_is_brought_up_to_date()
    {
        await using var volume = await TestVolume.MakeAsync();
        await new TestWrite(volume, "a").PutAsync();
        await volume.Store.DisposeAsync();
        volume.MakeFormat5();
        volume.Sql("DROP TABLE partials");
        volume.Sql("ALTER TABLE identity DROP COLUMN cluster_checksum");
        volume.Sql("ALTER TABLE contents DROP COLUMN key_checksum");
        volume.Sql("PRAGMA user_version = 2");
        await volume.OpenAsync();
        Assert.NotNull((await volume.StateAsync("a")).Entry);
        var write = new TestWrite(volume, "b", Bytes);
        await write.LoseAsync(Part, Came);
        Assert.Equal(Prefix(write, Came), await write.StagedAsync(Part));
    }

    private static StagedInfo Prefix(TestWrite write, int bytes) =>
        new(StagedState.Partial, bytes, XxHash128.HashToUInt128(write.Parts[Part - 1].AsSpan(0, bytes)));

    private static async Task<long> StagedBytesAsync(TestVolume volume) => (await volume.Store.GetStatusAsync(TestVolume.Cancel)).StagedBytes;

    private static async Task FinishAsync(TestWrite write, int from)
    {
        await using var staged = await write.GoOnAsync(Part, from);
        await staged.WriteAsync(write.Parts[Part - 1].AsMemory(from), TestVolume.Cancel);
        await staged.CompleteAsync(XxHash128.HashToUInt128(write.Parts[Part - 1]), TestVolume.Cancel);
    }
}
