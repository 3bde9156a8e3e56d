using System.Text;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Node.Tests.Storage;

public sealed class ListTests
{
    [Fact]
    public async Task A_folder_lists_its_own_entries_and_tombstones_in_the_order_of_their_bytes()
    {
        await using var volume = await TestVolume.MakeAsync();
        await CommitTests.CommitBareAsync(volume, "docs", EntryKind.Folder);
        await new TestWrite(volume, "docs/inside").PutAsync();
        string[] names = ["b", "a", "Z", "ä", "文", "😀", "\uFF5E", "a b"];
        foreach (var name in names)
            await new TestWrite(volume, name, 10).PutAsync();
        await CommitTests.DeleteAsync(volume, "b");

        var page = await ListAsync(volume, "");

        var expected = names.Append("docs").OrderBy(Encoding.UTF8.GetBytes, Comparer<byte[]>.Create((x, y) => x.AsSpan().SequenceCompareTo(y)));
        Assert.Equal(expected, page.Items.Select(item => item.Entry.Entry.Path.Name));
        Assert.False(page.HasMore);
        Assert.Equal(EntryKind.Tombstone, Find(page, "b").Entry.Entry.Kind);
        Assert.Equal(EntryKind.Folder, Find(page, "docs").Entry.Entry.Kind);
        Assert.Equal(new HeldParts(0b0110), Find(page, "a").Held);
        Assert.Equal(["inside"], (await ListAsync(volume, "docs")).Items.Select(item => item.Entry.Entry.Path.Name));
        Assert.Empty((await ListAsync(volume, "nowhere")).Items);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    [InlineData(ListReply.PageBytes)]
    public async Task Pages_together_hold_every_entry_once_and_stay_below_their_size(int maxBytes)
    {
        await using var volume = await TestVolume.MakeAsync();
        var names = Enumerable.Range(0, 300).Select(at => $"folder-{at:000}").ToList();
        await Task.WhenAll(names.Select(name => CommitTests.CommitBareAsync(volume, name, EntryKind.Folder)));

        var seen = new List<string>();
        bool hasMore;
        do
        {
            var page = await ListAsync(volume, "", seen.LastOrDefault("") ?? "", maxBytes);
            Assert.NotEmpty(page.Items);
            Assert.True(page.Items.Count == 1 || page.Items.Sum(ListReply.BytesOf) <= maxBytes);
            seen.AddRange(page.Items.Select(item => item.Entry.Entry.Path.Name));
            hasMore = page.HasMore;
        }
        while (hasMore);

        Assert.Equal(names, seen);
    }

    [Fact]
    public async Task A_part_whose_file_is_gone_or_torn_does_not_count_as_held()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a").PutAsync();
        File.Delete(volume.FullPath(write.FileOf(2)));
        await File.WriteAllBytesAsync(volume.FullPath(write.FileOf(3)), write.Parts[2], TestVolume.Cancel);

        Assert.Equal(default, Find(await ListAsync(volume, ""), "a").Held);
        Assert.Equal(default, (await volume.StateAsync("a")).Held);
    }

    private static ListItem Find(Node.Storage.FolderPage page, string name) => page.Items.Single(item => item.Entry.Entry.Path.Name == name);

    private static Task<Node.Storage.FolderPage> ListAsync(TestVolume volume, string folder, string after = "", int maxBytes = ListReply.PageBytes) =>
        volume.Store.ListAsync("Alice", StorePath.Parse(folder), after, maxBytes, TestVolume.Cancel);
}
