using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Tests.Storage;

/// <summary>A part that came from one other node is marked until its user has authenticated it.</summary>
public sealed class ConfirmTests
{
    [Fact]
    public async Task Only_its_user_takes_the_mark_away_and_only_from_the_file_that_was_read()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a").PutAsync();
        Assert.Equal(0, await UnconfirmedAsync(volume, write));
        await RestoreAsync(volume, write);
        var since = await UnconfirmedAsync(volume, write);
        Assert.Equal((volume.Time.GetUtcNow().ToUnixTimeMilliseconds(), 1), (since, await CountAsync(volume)));

        await volume.Store.ConfirmAsync("Bob", [new AuthenticPart(write.Content, 2, since)], TestVolume.Cancel);
        await volume.Store.ConfirmAsync("Alice", [new AuthenticPart(write.Content, 2, since - 1)], TestVolume.Cancel);
        await volume.Store.ConfirmAsync("Alice", [new AuthenticPart(ContentId.New(), 2, since), new AuthenticPart(write.Content, 4, since)], TestVolume.Cancel);
        Assert.Equal(1, await CountAsync(volume));
        var before = volume.Store.CatalogCommits;
        await volume.Store.ConfirmAsync("Alice", [new AuthenticPart(write.Content, 3, 0)], TestVolume.Cancel);
        Assert.Equal(before, volume.Store.CatalogCommits);

        await volume.Store.ConfirmAsync("Alice", [new AuthenticPart(write.Content, 2, since)], TestVolume.Cancel);
        Assert.Equal(0, await CountAsync(volume));
        await volume.ReopenAsync();
        Assert.Equal((0, 0), (await CountAsync(volume), await UnconfirmedAsync(volume, write)));
    }

    [Fact]
    public async Task A_part_brought_back_once_more_is_marked_again_and_an_old_word_does_not_count()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a").PutAsync();
        await RestoreAsync(volume, write);
        var since = await UnconfirmedAsync(volume, write);
        volume.Time.Advance(TimeSpan.FromSeconds(1));
        await RestoreAsync(volume, write);
        await volume.Store.ConfirmAsync("Alice", [new AuthenticPart(write.Content, 2, since)], TestVolume.Cancel);
        Assert.Equal(1, await CountAsync(volume));
    }

    private static async Task RestoreAsync(TestVolume volume, TestWrite write)
    {
        File.Delete(volume.FullPath(write.FileOf(2)));
        await volume.Store.CheckPartAsync("Alice", write.Content, 2, TestVolume.Cancel);
        var lacking = Assert.Single(await volume.Store.ListLackingAsync(PartState.Missing, null, 10, TestVolume.Cancel));
        using var part = await volume.Store.BeginRestoreAsync(lacking, TestVolume.Cancel);
        await part!.WriteAsync(write.Parts[1], TestVolume.Cancel);
        Assert.True(await part.CompleteAsync(TestVolume.Cancel));
    }

    private static async Task<long> UnconfirmedAsync(TestVolume volume, TestWrite write)
    {
        using var part = await volume.Store.OpenPartAsync("Alice", write.Content, 2, TestVolume.Cancel);
        return part!.Unconfirmed;
    }

    private static async Task<long> CountAsync(TestVolume volume) => (await volume.Store.GetStatusAsync(TestVolume.Cancel)).PartsUnconfirmed;
}
