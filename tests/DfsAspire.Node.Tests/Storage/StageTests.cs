using System.IO.Hashing;
using DfsAspire.Node.Storage;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Node.Tests.Storage;

public sealed class StageTests
{
    [Fact]
    public async Task A_staged_part_can_be_read_and_is_not_visible()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "docs/a.txt");

        var result = await write.StageAsync(2);

        Assert.Equal(new StageResult(Stamp.None, EntryKind.None), result);
        Assert.Equal(write.Parts[1], await write.ReadAsync(2));
        Assert.Null((await volume.StateAsync("docs/a.txt")).Entry);
        Assert.Equal([write.FileOf(2)], volume.PartFiles());
        Assert.Empty(volume.IncomingFiles());
        Assert.Equal(1_000, (await volume.Store.GetStatusAsync(TestVolume.Cancel)).StagedBytes);
    }

    [Fact]
    public async Task Files_and_directories_are_for_the_nodes_user_only()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "docs/a.txt");
        await write.StageAsync(2);

        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(owner, File.GetUnixFileMode(volume.FullPath(write.FileOf(2))));
        foreach (var file in Directory.EnumerateFiles(volume.FullPath(".dfs")))
            Assert.Equal(owner, File.GetUnixFileMode(file));
        Assert.Equal(owner | UnixFileMode.UserExecute, File.GetUnixFileMode(volume.FullPath("Alice/docs")));
        Assert.Equal(owner | UnixFileMode.UserExecute, File.GetUnixFileMode(volume.FullPath(".dfs")));
    }

    [Fact]
    public async Task A_part_that_was_changed_on_its_way_is_refused_and_leaves_nothing()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a.txt");
        await using (var staged = await write.BeginAsync(2))
        {
            await staged.WriteAsync(write.Parts[1], TestVolume.Cancel);
            var wrong = XxHash128.HashToUInt128(write.Parts[1]) + 1;
            Assert.Equal(Status.ChecksumMismatch, await StatusOfAsync(() => staged.CompleteAsync(wrong, TestVolume.Cancel)));
        }

        await AssertNothingStagedAsync(volume, write);
    }

    [Fact]
    public async Task A_torn_part_is_refused_and_leaves_nothing()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a.txt");
        await using (var staged = await write.BeginAsync(2))
        {
            await staged.WriteAsync(write.Parts[1].AsMemory(0, 999), TestVolume.Cancel);
            var checksum = XxHash128.HashToUInt128(write.Parts[1].AsSpan(0, 999));
            Assert.Equal(Status.Malformed, await StatusOfAsync(() => staged.CompleteAsync(checksum, TestVolume.Cancel)));
        }

        await AssertNothingStagedAsync(volume, write);
    }

    [Fact]
    public async Task A_part_longer_than_announced_is_refused()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a.txt");
        await using var staged = await write.BeginAsync(2, length: 999);
        Assert.Equal(Status.TooLarge, await StatusOfAsync(() => staged.WriteAsync(write.Parts[1], TestVolume.Cancel).AsTask()));
    }

    [Fact]
    public async Task A_sender_that_vanishes_leaves_nothing()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a.txt");
        await using (var staged = await write.BeginAsync(2))
        {
            await staged.WriteAsync(write.Parts[1], TestVolume.Cancel);
            Assert.Single(volume.IncomingFiles());
        }

        await AssertNothingStagedAsync(volume, write);
    }

    [Fact]
    public async Task An_empty_part_is_a_part()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "empty", partBytes: 0);
        await write.PutAsync();
        Assert.Empty((await write.ReadAsync(2))!);
    }

    [Fact]
    public async Task A_repeated_stage_replaces_the_first_attempt()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a.txt");
        await write.StageAsync(2, bytes: new byte[5_000]);
        await write.StageOwnAsync();
        await write.StageOwnAsync();

        Assert.Equal(2_000, (await volume.Store.GetStatusAsync(TestVolume.Cancel)).StagedBytes);
        Assert.Equal(Status.Ok, (await write.CommitAsync()).Status);
        Assert.Equal(write.Parts[1], await write.ReadAsync(2));
    }

    [Fact]
    public async Task A_part_staged_again_for_another_path_moves_there()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a.txt");
        await write.StageAsync(2);
        await using (var again = await volume.Store.BeginStageAsync(
            "Alice", write.Content, Protocol.Names.StorePath.Parse("b/c.txt"), 2, false, 1_000, TestVolume.Cancel))
        {
            await again.WriteAsync(write.Parts[1], TestVolume.Cancel);
            await again.CompleteAsync(XxHash128.HashToUInt128(write.Parts[1]), TestVolume.Cancel);
        }

        Assert.Equal([$"Alice/b/.c.txt.{write.Content}.2"], volume.PartFiles());
    }

    [Fact]
    public async Task A_committed_part_is_never_replaced()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a.txt").PutAsync();

        Assert.Equal(new StageResult(write.Stamp, EntryKind.File), await write.StageAsync(2));
        Assert.Equal(Status.Conflict, await StatusOfAsync(() => write.StageAsync(2, bytes: new byte[1_000])));

        Assert.Equal(write.Parts[1], await write.ReadAsync(2));
        Assert.Empty(volume.IncomingFiles());
        Assert.Equal(0, (await volume.Store.GetStatusAsync(TestVolume.Cancel)).StagedBytes);
    }

    [Fact]
    public async Task A_damaged_part_is_replaced_by_its_own_bytes()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a.txt").PutAsync();
        await File.WriteAllBytesAsync(volume.FullPath(write.FileOf(2)), new byte[10], TestVolume.Cancel);
        Assert.False((await volume.StateAsync("a.txt")).Held.Holds(2));

        await write.StageAsync(2);

        Assert.True((await volume.StateAsync("a.txt")).Held.Holds(2));
        Assert.Equal(Status.Ok, (await volume.Store.CheckPartAsync("Alice", write.Content, 2, TestVolume.Cancel)).Status);
    }

    [Fact]
    public async Task Users_who_stage_all_that_they_are_allowed_leave_room_for_others()
    {
        await using var volume = await TestVolume.MakeAsync(TestVolume.DefaultOptions with { MaxStagedBytes = 4_500, MaxStagedBytesPerUser = 2_500 });
        var greedy = new TestWrite(volume, "a");
        await greedy.StageOwnAsync();
        for (var round = 0; round < 2; round++)
        {
            Assert.Equal(Status.Busy, await StatusOfAsync(() => new TestWrite(volume, "b").StageAsync(2)));
            Assert.Equal(Status.Busy, await StatusOfAsync(async () => await (await BeginAsync("Bob", 2_000)).DisposeAsync()));
            await using (await BeginAsync("Bob", 1_875))
            await using (await BeginAsync("Carol", 450))
            await using (await BeginAsync("Dave", 100))
                Assert.Equal(4_425, (await volume.Store.GetStatusAsync(TestVolume.Cancel)).StagedBytes);
            await volume.ReopenAsync();
        }

        ValueTask<StagedPart> BeginAsync(string user, long bytes) =>
            volume.Store.BeginStageAsync(user, ContentId.New(), StorePath.Parse("c"), 1, isLoan: false, bytes, TestVolume.Cancel);
    }

    [Fact]
    public async Task More_staged_bytes_than_the_limit_are_refused_until_some_are_gone()
    {
        await using var volume = await TestVolume.MakeAsync(TestVolume.DefaultOptions with { MaxStagedBytes = 2_500 });
        var first = new TestWrite(volume, "a");
        await first.StageOwnAsync();
        var second = new TestWrite(volume, "b");
        Assert.Equal(Status.Busy, await StatusOfAsync(() => second.StageAsync(2)));

        await volume.ReopenAsync();
        Assert.Equal(Status.Busy, await StatusOfAsync(() => second.StageAsync(2)));

        await first.CommitAsync();
        await second.StageOwnAsync();
        Assert.Equal(Status.Busy, await StatusOfAsync(() => second.StageAsync(1)));

        await volume.Store.DiscardAsync("Alice", second.Content, TestVolume.Cancel);
        Assert.Equal(0, (await volume.Store.GetStatusAsync(TestVolume.Cancel)).StagedBytes);
    }

    [Fact]
    public async Task A_part_that_would_fill_the_disk_is_refused()
    {
        await using var volume = await TestVolume.MakeAsync(TestVolume.DefaultOptions with { ReservedFreeBytes = long.MaxValue / 2 });
        var write = new TestWrite(volume, "a");
        Assert.Equal(Status.OutOfSpace, await StatusOfAsync(() => write.StageAsync(2)));
        Assert.Equal(0, (await volume.Store.GetStatusAsync(TestVolume.Cancel)).StagedBytes);
    }

    [Fact]
    public async Task The_highest_stamp_counts_staged_writes_until_a_commit_overtakes_them()
    {
        await using var volume = await TestVolume.MakeAsync();
        TestWrite first = new(volume, "a"), second = new(volume, "a"), third = new(volume, "a");

        Assert.Equal(Stamp.None, await second.PlaceStampAsync());
        Assert.Equal(second.Stamp, await first.PlaceStampAsync());
        Assert.Equal(first.Stamp, await second.PlaceStampAsync());
        Assert.Equal(second.Stamp, (await third.StageAsync(2)).Highest);
        Assert.Equal(second.Stamp, (await volume.StateAsync("a")).Highest);

        await third.PutAsync();
        Assert.Equal(third.Stamp, (await volume.StateAsync("a")).Highest);
        Assert.Equal(0, volume.Sql("SELECT COUNT(*) FROM stages"));
    }

    [Fact]
    public async Task A_discarded_content_is_gone_and_cannot_be_committed()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a");
        await write.StageOwnAsync();
        await write.PlaceStampAsync();

        await volume.Store.DiscardAsync("Alice", write.Content, TestVolume.Cancel);
        await volume.Store.DiscardAsync("Alice", write.Content, TestVolume.Cancel);

        Assert.Empty(volume.PartFiles());
        Assert.Equal(Stamp.None, (await volume.StateAsync("a")).Highest);
        Assert.Equal(Status.NotStaged, (await write.CommitAsync()).Status);
    }

    [Fact]
    public async Task A_committed_content_is_not_discarded()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a").PutAsync();
        Assert.Equal(Status.Conflict, await StatusOfAsync(() => volume.Store.DiscardAsync("Alice", write.Content, TestVolume.Cancel)));
        Assert.Equal(write.Parts[1], await write.ReadAsync(2));
    }

    [Fact]
    public async Task A_closed_content_takes_no_part_and_no_stamp()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a");
        volume.Sql("INSERT INTO closed (user, content, closed_at) VALUES ('Alice', $1, 0)", write.Content.ToBytes());
        Assert.Equal(Status.Closed, await StatusOfAsync(() => write.StageAsync(2)));
        Assert.Equal(Status.Closed, await StatusOfAsync(() => write.PlaceStampAsync()));
        Assert.Empty(volume.PartFiles());
    }

    [Fact]
    public async Task What_is_lacking_of_a_closed_content_that_was_committed_after_all_is_taken()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a");
        volume.Sql("INSERT INTO closed (user, content, closed_at) VALUES ('Alice', $1, 0)", write.Content.ToBytes());
        await write.FinishAsync();
        await write.StageOwnAsync();
        Assert.Equal(write.Parts[1], await write.ReadAsync(2));
    }

    [Fact]
    public async Task A_volume_without_a_cluster_takes_nothing()
    {
        await using var volume = await TestVolume.MakeUnfoundedAsync();
        var write = new TestWrite(volume, "a");
        Assert.Equal(Status.NotFounded, await StatusOfAsync(() => write.StageAsync(2)));
        Assert.Equal(Status.NotFounded, await StatusOfAsync(() => write.CommitAsync()));
        Assert.Equal(Status.NotFounded, await StatusOfAsync(() => volume.StateAsync("a")));
    }

    internal static async Task<Status> StatusOfAsync(Func<Task> work) => (await Assert.ThrowsAsync<StoreException>(work)).Status;

    private static async Task AssertNothingStagedAsync(TestVolume volume, TestWrite write)
    {
        Assert.Empty(volume.PartFiles());
        Assert.Empty(volume.IncomingFiles());
        Assert.Null(await write.ReadAsync(2));
        Assert.Equal(0, (await volume.Store.GetStatusAsync(TestVolume.Cancel)).StagedBytes);
    }
}
