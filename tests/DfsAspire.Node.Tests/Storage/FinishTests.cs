using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Tests.Storage;

public sealed class FinishTests
{
    [Fact]
    public async Task A_finish_without_parts_counts_them_as_missing()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a.txt");
        Assert.Equal(Status.Ok, (await write.FinishAsync()).Status);

        var state = await volume.StateAsync("a.txt");
        Assert.Equal((write.Stamp, default(HeldParts)), (state.Entry!.Entry.Stamp, state.Held));
        Assert.Equal(2, (await volume.Store.GetStatusAsync(TestVolume.Cancel)).PartsMissing);
        Assert.Null(await write.ReadAsync(2));
    }

    [Fact]
    public async Task Parts_longer_than_their_file_are_taken_by_no_way()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a.txt");
        // Four lanes of one byte, each sealed to 17.
        var signed = SignedEntry.Sign(write.Entry with { Length = 4 }, volume.Alice.Key);
        await write.StageOwnAsync();

        Assert.Equal(Status.Malformed, (await write.CommitAsync(signed)).Status);
        Assert.Equal(Status.Malformed, (await volume.Store.FinishAsync("Alice", signed, write.KeyRecord, TestVolume.Cancel)).Status);
        Assert.Equal(Status.Malformed, (await volume.Store.AdoptAsync(new Change(1, signed, write.KeyRecord), TestVolume.Cancel)).Status);
        Assert.Null((await volume.StateAsync("a.txt")).Entry);
    }

    [Fact]
    public async Task A_part_that_comes_after_the_finish_takes_its_place_at_once()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a.txt");
        await write.FinishAsync();
        await write.StageAsync(2);

        Assert.Equal(new HeldParts(0b0010), (await volume.StateAsync("a.txt")).Held);
        Assert.Equal(Status.Ok, (await volume.Store.CheckPartAsync("Alice", write.Content, 2, TestVolume.Cancel)).Status);
        Assert.Equal(Status.Conflict, await StageTests.StatusOfAsync(() => write.StageAsync(3, bytes: new byte[1_000])));
    }

    [Fact]
    public async Task A_finish_takes_what_is_staged_and_drops_what_does_not_fit()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a.txt");
        await write.StageAsync(2);
        await write.StageAsync(3, bytes: new byte[10]);
        Assert.Equal(Status.Ok, (await write.FinishAsync()).Status);

        Assert.Equal(new HeldParts(0b0010), (await volume.StateAsync("a.txt")).Held);
        Assert.Equal([write.FileOf(2)], volume.PartFiles());
        var status = await volume.Store.GetStatusAsync(TestVolume.Cancel);
        Assert.Equal((1, 1, 0), (status.Parts, status.PartsMissing, status.StagedBytes));
    }
}
