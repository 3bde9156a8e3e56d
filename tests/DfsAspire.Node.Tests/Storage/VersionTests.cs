using DfsAspire.Node.Storage;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Node.Tests.Storage;

/// <summary>What paths held before, and how long that is shown.</summary>
public sealed class VersionTests
{
    private static readonly TimeSpan ShownLife = TimeSpan.FromHours(1);
    private static readonly TimeSpan Notice = TimeSpan.FromMinutes(2);
    private static readonly VolumeOptions Options = TestVolume.DefaultOptions with { ReplacedLife = ShownLife + Notice, ReplacedNotice = Notice };

    [Fact]
    public async Task What_is_overwritten_or_deleted_is_listed_with_the_parts_that_are_here()
    {
        await using var volume = await TestVolume.MakeAsync(Options);
        var first = await new TestWrite(volume, "docs/a").PutAsync();
        Assert.Empty((await ListAsync(volume, "docs")).Items);
        var second = await new TestWrite(volume, "docs/a").PutAsync();
        volume.Time.Advance(TimeSpan.FromMinutes(1));
        await DeleteAsync(volume, "docs/a");

        var items = (await ListAsync(volume, "docs")).Items;

        Assert.Equal([first.Stamp, second.Stamp], items.Select(item => item.Entry.Entry.Stamp));
        Assert.All(items, item => Assert.Equal(2, System.Numerics.BitOperations.PopCount(item.Held.Mask)));
        var now = volume.Time.GetUtcNow();
        Assert.Equal(now.ToUnixTimeMilliseconds(), items[1].ReplacedAt);
        Assert.Equal((now + ShownLife).ToUnixTimeMilliseconds(), items[1].KeptUntil);
        Assert.Equal(items.Select(item => item.Entry.Entry.Stamp), (await ListAsync(volume, "docs", "a")).Items.Select(item => item.Entry.Entry.Stamp));
        Assert.Empty((await ListAsync(volume, "docs", "b")).Items);
        Assert.Empty((await ListAsync(volume, "")).Items);
    }

    [Fact]
    public async Task The_versions_of_a_content_that_was_moved_are_those_of_each_path()
    {
        await using var volume = await TestVolume.MakeAsync(Options);
        var write = await new TestWrite(volume, "draft").PutAsync();
        var old = await new TestWrite(volume, "final").PutAsync();
        await CommitAsync(volume, Copy(volume, write, "final"));
        await DeleteAsync(volume, "draft");
        await new TestWrite(volume, "final").PutAsync();

        Assert.Equal([write.Content], (await ListAsync(volume, "", "draft")).Items.Select(item => item.Entry.Entry.Content));
        Assert.Equal([old.Content, write.Content], (await ListAsync(volume, "", "final")).Items.Select(item => item.Entry.Entry.Content));
    }

    [Fact]
    public async Task Pages_go_on_where_the_last_one_ended()
    {
        await using var volume = await TestVolume.MakeAsync(Options);
        foreach (var name in (string[])["b", "a", "b", "a", "a"])
            await new TestWrite(volume, name).PutAsync();
        var (found, after) = (new List<(string, Stamp)>(), ("", Stamp.None));
        for (var more = true; more;)
        {
            var page = await volume.Store.ListVersionsAsync("Alice", StorePath.Root, "", after.Item1, after.Item2, 1, TestVolume.Cancel);
            var item = Assert.Single(page.Items);
            after = (item.Entry.Entry.Path.Name, item.Entry.Entry.Stamp);
            found.Add(after);
            more = page.HasMore;
        }

        Assert.Equal(["a", "a", "b"], found.Select(version => version.Item1));
        Assert.True(found[0].Item2 < found[1].Item2);
    }

    [Fact]
    public async Task A_content_is_shown_until_some_time_before_it_is_let_go_of()
    {
        await using var volume = await TestVolume.MakeAsync(Options);
        var write = await new TestWrite(volume, "a").PutAsync();
        await DeleteAsync(volume, "a");
        Assert.Equal(write.KeyRecord, (await ContentAsync(volume, write)).KeyRecord.ToArray());
        volume.Time.Advance(ShownLife - TimeSpan.FromMilliseconds(1));
        Assert.NotEqual(0, (await ContentAsync(volume, write)).Held.Mask);
        Assert.Single((await ListAsync(volume, "")).Items);

        volume.Time.Advance(TimeSpan.FromMilliseconds(1));

        // It is here, and stays until the nodes agree; nobody is told of it any more.
        Assert.NotNull(await write.ReadAsync(write.Own[0]));
        Assert.Equal((0, 0), ((await ContentAsync(volume, write)).KeyRecord.Length, (int)(await ContentAsync(volume, write)).Held.Mask));
        Assert.Empty((await ListAsync(volume, "")).Items);
    }

    [Fact]
    public async Task A_content_that_a_path_names_is_shown_for_ever_and_its_old_name_is_not()
    {
        await using var volume = await TestVolume.MakeAsync(Options);
        var write = await new TestWrite(volume, "a").PutAsync();
        await CommitAsync(volume, Copy(volume, write, "b"));
        await DeleteAsync(volume, "a");
        volume.Time.Advance(2 * ShownLife);

        Assert.NotEqual(0, (await ContentAsync(volume, write)).Held.Mask);
        Assert.Empty((await ListAsync(volume, "")).Items);
    }

    [Fact]
    public async Task A_version_that_is_named_again_is_not_let_go_of()
    {
        await using var volume = await TestVolume.MakeAsync(Options);
        var write = await new TestWrite(volume, "a").PutAsync();
        await DeleteAsync(volume, "a");
        var deletedAt = volume.Time.GetUtcNow().ToUnixTimeMilliseconds();
        volume.Time.Advance(ShownLife);

        Assert.Equal(Status.Ok, (await CommitAsync(volume, Copy(volume, write, "a"))).Status);
        await volume.Store.RemoveReleasedAsync(new OwnedContent("Alice", write.Content), deletedAt + 1, TestVolume.Cancel);

        Assert.NotNull(await write.ReadAsync(write.Own[0]));
        Assert.Equal(write.Content, (await volume.StateAsync("a")).Entry!.Entry.Content);
    }

    [Fact]
    public async Task What_is_let_go_of_is_listed_no_more()
    {
        await using var volume = await TestVolume.MakeAsync(Options);
        var write = await new TestWrite(volume, "a").PutAsync();
        await DeleteAsync(volume, "a");

        await volume.Store.RemoveReleasedAsync(new OwnedContent("Alice", write.Content), long.MaxValue, TestVolume.Cancel);

        Assert.Empty((await ListAsync(volume, "")).Items);
        Assert.Equal(0, volume.Sql("SELECT COUNT(*) FROM versions"));
    }

    [Fact]
    public async Task Names_that_were_replaced_long_ago_are_forgotten()
    {
        await using var volume = await TestVolume.MakeAsync(Options);
        var write = await new TestWrite(volume, "a").PutAsync();
        await CommitAsync(volume, Copy(volume, write, "b"));
        await DeleteAsync(volume, "a");
        var moment = volume.Time.GetUtcNow().ToUnixTimeMilliseconds();
        await volume.Store.RemoveOldVersionsAsync(moment, TestVolume.Cancel);
        Assert.Equal(1, volume.Sql("SELECT COUNT(*) FROM versions"));

        await volume.Store.RemoveOldVersionsAsync(moment + 1, TestVolume.Cancel);

        Assert.Equal(0, volume.Sql("SELECT COUNT(*) FROM versions"));
        Assert.NotNull(await write.ReadAsync(write.Own[0]));
    }

    [Fact]
    public async Task A_folder_that_was_deleted_is_listed_and_tombstones_are_not()
    {
        await using var volume = await TestVolume.MakeAsync(Options);
        await CommitAsync(volume, Entry(volume, "docs", EntryKind.Folder));
        await CommitAsync(volume, Entry(volume, "docs", EntryKind.Folder));
        Assert.Empty((await ListAsync(volume, "")).Items);
        await DeleteAsync(volume, "docs");
        await new TestWrite(volume, "docs").PutAsync();

        Assert.Equal(EntryKind.Folder, Assert.Single((await ListAsync(volume, "")).Items).Entry.Entry.Kind);
    }

    [Fact]
    public async Task What_is_staged_counts_as_here_for_whoever_names_it()
    {
        await using var volume = await TestVolume.MakeAsync(Options);
        var write = new TestWrite(volume, "a");
        await write.StageOwnAsync();

        var content = await ContentAsync(volume, write);

        Assert.True(content.KeyRecord.IsEmpty);
        Assert.All(write.Own, part => Assert.True(content.Held.Holds(part)));
    }

    [Theory]
    [InlineData("UPDATE versions SET name = 'b'")]
    [InlineData("UPDATE versions SET folder = 'elsewhere'")]
    [InlineData("UPDATE versions SET stamp = x'000000000000000900000000000000000000000000000000'")]
    [InlineData("UPDATE versions SET content = NULL")]
    [InlineData("UPDATE versions SET signature = zeroblob(64)")]
    public async Task A_row_that_says_something_else_than_was_signed_is_noticed(string damage)
    {
        await using var volume = await TestVolume.MakeAsync(Options);
        await new TestWrite(volume, "a").PutAsync();
        await DeleteAsync(volume, "a");
        Assert.True(await volume.Store.CheckCatalogAsync(TestVolume.Cancel));

        volume.Sql(damage);

        Assert.False(await volume.Store.CheckCatalogAsync(TestVolume.Cancel));
    }

    [Fact]
    public async Task Nobody_sees_the_versions_of_another_user()
    {
        await using var volume = await TestVolume.MakeAsync(Options);
        var write = await new TestWrite(volume, "a").PutAsync();
        await DeleteAsync(volume, "a");

        Assert.Empty((await volume.Store.ListVersionsAsync("Bob", StorePath.Root, "", "", Stamp.None, 1000, TestVolume.Cancel)).Items);
        Assert.Equal(0, (await volume.Store.GetContentAsync("Bob", write.Content, TestVolume.Cancel)).Held.Mask);
    }

    private static Task<VersionPage> ListAsync(TestVolume volume, string folder, string name = "") =>
        volume.Store.ListVersionsAsync("Alice", StorePath.Parse(folder), name, "", Stamp.None, VersionsReply.PageBytes, TestVolume.Cancel);

    private static Task<ContentState> ContentAsync(TestVolume volume, TestWrite write) => volume.Store.GetContentAsync("Alice", write.Content, TestVolume.Cancel);

    private static Task<CommitResult> DeleteAsync(TestVolume volume, string path) => CommitAsync(volume, Entry(volume, path, EntryKind.Tombstone));

    private static SignedEntry Copy(TestVolume volume, TestWrite write, string to) =>
        SignedEntry.Sign(write.Entry with { Path = StorePath.Parse(to), Stamp = volume.NextStamp() }, volume.Alice.Key);

    private static SignedEntry Entry(TestVolume volume, string path, EntryKind kind) => SignedEntry.Sign(
        new Entry { User = "Alice", Path = StorePath.Parse(path), Kind = kind, Stamp = volume.NextStamp(), WrittenAt = 1 }, volume.Alice.Key);

    private static Task<CommitResult> CommitAsync(TestVolume volume, SignedEntry entry) =>
        volume.Store.CommitAsync("Alice", entry, entry.Entry.Content.IsNone ? Array.Empty<byte>() : new byte[] { 1 }, TestVolume.Cancel);
}
