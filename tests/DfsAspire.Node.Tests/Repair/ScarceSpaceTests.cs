using DfsAspire.Node.Repair;
using DfsAspire.Node.Tests.Storage;
using DfsAspire.Protocol.Entries;
using Microsoft.Extensions.Logging.Abstractions;

namespace DfsAspire.Node.Tests.Repair;

/// <summary>Replaced contents go sooner while the disk is nearly full.</summary>
public sealed class ScarceSpaceTests
{
    private const long Least = 1_000_000;

    // What has to be free before contents live as long as was set again; and a file of which two, and not one, make up for the difference.
    private const long Enough = Least * 5 / 4;
    private const int PartBytes = 100_000;

    private static readonly TimeSpan Notice = TimeSpan.FromMinutes(2);

    private readonly List<ContentId> _replaced = [];

    [Fact]
    public async Task The_ones_longest_replaced_go_as_many_as_make_room()
    {
        await using var volume = await TestVolume.MakeAsync(TestVolume.DefaultOptions with { ReplacedLife = TimeSpan.FromHours(2), ReplacedNotice = Notice });
        var disk = await volume.OpenWithFaultsAsync();
        await ReplaceThreeAsync(volume);

        disk.Free = Least;
        await ReviewAsync(volume);
        Assert.Equal(_replaced, await ShownAsync(volume));

        disk.Free = Least - 1;
        await ReviewAsync(volume);
        Assert.Equal(_replaced[2..], await ShownAsync(volume));
        Assert.Empty(await GoingAsync(volume));
        volume.Time.Advance(Notice);
        Assert.Equal(_replaced[..2], await GoingAsync(volume));
    }

    [Fact]
    public async Task When_there_is_room_again_contents_are_kept_as_long_as_was_set()
    {
        await using var volume = await TestVolume.MakeAsync(TestVolume.DefaultOptions with { ReplacedLife = TimeSpan.FromHours(2), ReplacedNotice = Notice });
        var disk = await volume.OpenWithFaultsAsync();
        await ReplaceThreeAsync(volume);
        disk.Free = 0;
        await ReviewAsync(volume);
        Assert.Empty(await ShownAsync(volume));
        volume.Time.Advance(Notice);
        Assert.Equal(_replaced, await GoingAsync(volume));

        disk.Free = Enough - 1;
        await ReviewAsync(volume);
        Assert.Equal(_replaced, await GoingAsync(volume));

        disk.Free = Enough;
        await ReviewAsync(volume);
        Assert.Empty(await GoingAsync(volume));
        Assert.Equal(_replaced, await ShownAsync(volume));
    }

    [Fact]
    public async Task What_a_path_names_stays_however_full_the_disk_is()
    {
        await using var volume = await TestVolume.MakeAsync();
        var disk = await volume.OpenWithFaultsAsync();
        var write = await new TestWrite(volume, "a").PutAsync();
        disk.Free = 0;
        await ReviewAsync(volume);
        volume.Time.Advance(Notice);

        await ReviewAsync(volume);

        Assert.Empty(await GoingAsync(volume));
        Assert.NotEqual(0, (await volume.Store.GetContentAsync("Alice", write.Content, TestVolume.Cancel)).Held.Mask);
    }

    private async Task ReplaceThreeAsync(TestVolume volume)
    {
        foreach (var name in (string[])["a", "b", "c"])
        {
            _replaced.Add((await new TestWrite(volume, name, PartBytes).PutAsync()).Content);
            volume.Time.Advance(TimeSpan.FromMinutes(1));
            await new TestWrite(volume, name).PutAsync();
        }
    }

    private async Task<IReadOnlyList<ContentId>> ShownAsync(TestVolume volume)
    {
        var shown = new List<ContentId>();
        foreach (var content in _replaced)
        {
            if ((await volume.Store.GetContentAsync("Alice", content, TestVolume.Cancel)).Held.Mask != 0)
                shown.Add(content);
        }

        return shown;
    }

    private static async Task<IReadOnlyList<ContentId>> GoingAsync(TestVolume volume) =>
        [.. (await volume.Store.ListReleasedAsync(volume.Store.ReplacedLife.KeptSince, 10, TestVolume.Cancel)).Select(entry => entry.Entry.Content)];

    private static Task ReviewAsync(TestVolume volume) =>
        new ScarceSpace(new RepairOptions { LeastFreeBytes = Least }, NullLogger<ScarceSpace>.Instance).ReviewAsync(volume.Store, TestVolume.Cancel);
}
