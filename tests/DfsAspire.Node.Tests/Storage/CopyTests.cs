using DfsAspire.Node.Tests.Sessions;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Node.Tests.Storage;

/// <summary>Entries that name a content which another path has brought.</summary>
public sealed class CopyTests
{
    [Fact]
    public async Task A_second_path_may_name_what_is_held_here()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "docs/a").PutAsync();

        var result = await CommitAsync(volume, Copy(volume, write, "b"));

        Assert.Equal(Status.Ok, result.Status);
        var state = await volume.StateAsync("b");
        Assert.Equal(write.Content, state.Entry!.Entry.Content);
        Assert.Equal(write.KeyRecord, state.KeyRecord.ToArray());
        Assert.All(write.Own, part => Assert.True(state.Held.Holds(part)));
        // The parts stay where they are.
        Assert.All(write.Own, part => Assert.True(File.Exists(volume.FullPath(write.FileOf(part)))));
    }

    [Fact]
    public async Task A_copy_of_what_is_not_held_whole_is_refused()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a").PutAsync();
        File.Delete(volume.FullPath(write.FileOf(write.Own[1])));

        Assert.Equal(Status.NotStaged, (await CommitAsync(volume, Copy(volume, write, "b"))).Status);
        Assert.Equal(Status.NotStaged, (await CommitAsync(volume, Copy(volume, new TestWrite(volume, "never sent"), "c"))).Status);
        Assert.Null((await volume.StateAsync("b")).Entry);
    }

    [Fact]
    public async Task A_copy_of_another_users_content_is_refused()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a").PutAsync();
        var bob = TestUser.Make("Bob");
        await volume.Store.PutAccountAsync(bob.SignedBy(volume.Administrator), null, TestVolume.Cancel);
        var copy = SignedEntry.Sign(write.Entry with { User = "Bob", Path = StorePath.Parse("mine") }, bob.Key);

        Assert.Equal(Status.NotStaged, (await volume.Store.CommitAsync("Bob", copy, write.KeyRecord, TestVolume.Cancel)).Status);
    }

    [Fact]
    public async Task A_copy_with_other_parts_than_the_content_has_is_refused()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a").PutAsync();
        var lie = write.Entry with { Path = StorePath.Parse("b"), Length = write.Entry.Length + 1 };

        Assert.Equal(Status.Conflict, (await CommitAsync(volume, SignedEntry.Sign(lie, volume.Alice.Key))).Status);
    }

    [Fact]
    public async Task A_content_that_was_closed_and_then_finished_may_be_copied()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a");
        await write.StageOwnAsync();
        Assert.True(await volume.Store.CloseAsync(new OwnedContent("Alice", write.Content), TestVolume.Cancel));
        Assert.Equal(Status.Ok, (await write.FinishAsync()).Status);
        var copy = Copy(volume, write, "b");

        await volume.Store.PlaceStampAsync("Alice", copy.Entry.Path, copy.Entry.Stamp, write.Content, copy.Entry.Length, TestVolume.Cancel);
        Assert.Equal(Status.Ok, (await CommitAsync(volume, copy)).Status);
    }

    [Fact]
    public async Task The_commit_of_one_copy_leaves_the_stamp_of_another()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a").PutAsync();
        SignedEntry first = Copy(volume, write, "b"), second = Copy(volume, write, "c");
        foreach (var copy in (SignedEntry[])[first, second])
            await volume.Store.PlaceStampAsync("Alice", copy.Entry.Path, copy.Entry.Stamp, write.Content, copy.Entry.Length, TestVolume.Cancel);

        await CommitAsync(volume, first);

        Assert.Equal(second.Entry.Stamp, (await volume.StateAsync("c")).Highest);
    }

    [Fact]
    public async Task A_content_goes_when_the_last_path_that_names_it_does()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a").PutAsync();
        await CommitAsync(volume, Copy(volume, write, "b"));
        var owned = new OwnedContent("Alice", write.Content);

        await CommitAsync(volume, Tombstone(volume, "a"));
        Assert.Empty(await volume.Store.ListReleasedAsync(long.MaxValue, 10, TestVolume.Cancel));
        await volume.Store.RemoveReleasedAsync(owned, long.MaxValue, TestVolume.Cancel);
        Assert.NotNull(await write.ReadAsync(write.Own[0]));

        await CommitAsync(volume, Tombstone(volume, "b"));
        Assert.Single(await volume.Store.ListReleasedAsync(long.MaxValue, 10, TestVolume.Cancel));
        await volume.Store.RemoveReleasedAsync(owned, long.MaxValue, TestVolume.Cancel);
        Assert.Null(await write.ReadAsync(write.Own[0]));
        // Too late for whoever has read it before.
        Assert.Equal(Status.NotStaged, (await CommitAsync(volume, Copy(volume, write, "c"))).Status);
    }

    [Fact]
    public async Task A_content_that_was_let_go_of_and_is_named_again_stays()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a").PutAsync();
        await CommitAsync(volume, Tombstone(volume, "a"));

        await CommitAsync(volume, Copy(volume, write, "b"));
        await volume.Store.RemoveReleasedAsync(new OwnedContent("Alice", write.Content), long.MaxValue, TestVolume.Cancel);

        Assert.NotNull(await write.ReadAsync(write.Own[0]));
    }

    [Fact]
    public async Task A_tombstone_directly_after_a_version_deletes_that_version_and_no_newer_one()
    {
        await using var volume = await TestVolume.MakeAsync();
        var moved = await new TestWrite(volume, "a").PutAsync();
        var newer = new TestWrite(volume, "a") { Stamp = new Stamp(moved.Stamp.Counter, new Stamp(moved.Stamp.Counter, moved.Stamp.Writer).Next().Next().Writer) };
        var tombstone = SignedEntry.Sign(Tombstone(volume, "a").Entry with { Stamp = moved.Stamp.Next() }, volume.Alice.Key);

        Assert.Equal(Status.Ok, (await CommitAsync(volume, tombstone)).Status);
        Assert.Equal(Status.Ok, (await CommitAsync(volume, SignedEntry.Sign(tombstone.Entry, volume.Alice.Key))).Status);
        await newer.PutAsync();
        Assert.Equal(Status.Superseded, (await CommitAsync(volume, tombstone)).Status);
        Assert.Equal(newer.Content, (await volume.StateAsync("a")).Entry!.Entry.Content);
    }

    [Fact]
    public async Task A_copy_counts_like_any_file_and_a_move_does_not_count_twice()
    {
        await using var volume = await QuotaTests.MakeAsync(new Quota(1000, 1));
        var write = await new TestWrite(volume, "a", partBytes: 200).PutAsync();
        var copy = Copy(volume, write, "b");
        Assert.Equal(Status.QuotaExceeded, await StageTests.StatusOfAsync(() => StampAsync(StorePath.Root)));
        Assert.Equal(Status.QuotaExceeded, await StageTests.StatusOfAsync(() => StampAsync(StorePath.Parse("elsewhere"))));
        Assert.Equal(Status.QuotaExceeded, (await CommitAsync(volume, copy)).Status);

        await StampAsync(write.Path);
        Assert.Equal(Status.Ok, (await CommitAsync(volume, copy)).Status);

        Task<Stamp> StampAsync(StorePath from) => volume.Store.PlaceStampAsync(
            "Alice", copy.Entry.Path, copy.Entry.Stamp, write.Content, copy.Entry.Length, from, TestVolume.Cancel);
    }

    [Fact]
    public async Task What_a_copy_that_was_never_committed_had_set_aside_is_free_again()
    {
        await using var volume = await QuotaTests.MakeAsync(new Quota(1000, null));
        var write = await new TestWrite(volume, "a", partBytes: 100).PutAsync();
        var copy = Copy(volume, write, "b").Entry;
        await volume.Store.PlaceStampAsync("Alice", copy.Path, copy.Stamp, write.Content, copy.Length, TestVolume.Cancel);
        var other = new TestWrite(volume, "c", partBytes: 100);
        Assert.Equal(Status.QuotaExceeded, await StageTests.StatusOfAsync(other.PlaceStampAsync));

        await volume.Store.FreeSetAsideAsync(long.MaxValue, TestVolume.Cancel);

        await other.PutAsync();
        Assert.Equal(copy.Stamp, (await volume.StateAsync("b")).Highest);
    }

    private static SignedEntry Copy(TestVolume volume, TestWrite write, string to) =>
        SignedEntry.Sign(write.Entry with { Path = StorePath.Parse(to), Stamp = volume.NextStamp() }, volume.Alice.Key);

    private static SignedEntry Tombstone(TestVolume volume, string path) => SignedEntry.Sign(
        new Entry { User = "Alice", Path = StorePath.Parse(path), Kind = EntryKind.Tombstone, Stamp = volume.NextStamp(), WrittenAt = 1 }, volume.Alice.Key);

    // Whatever has no content brings no key record; whoever copies may bring one.
    private static Task<Node.Storage.CommitResult> CommitAsync(TestVolume volume, SignedEntry entry) =>
        volume.Store.CommitAsync("Alice", entry, entry.Entry.Content.IsNone ? Array.Empty<byte>() : new byte[] { 1 }, TestVolume.Cancel);
}
