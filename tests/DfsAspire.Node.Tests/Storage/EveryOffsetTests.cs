using DfsAspire.Node.Storage;
using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Tests.Storage;

/// <summary>A bit turned over at every offset, and a cut at every length, of each kind of part file that a volume holds.</summary>
public sealed class EveryOffsetTests
{
    private const int Bytes = 40;

    public enum Kind
    {
        Own,
        Loan,
    }

    [Theory]
    [InlineData(Kind.Own)]
    [InlineData(Kind.Loan)]
    public async Task A_committed_part_with_a_bit_turned_over_anywhere_is_found_and_not_served(Kind kind)
    {
        await using var volume = await TestVolume.MakeAsync();
        var (write, part) = await PutAsync(volume, kind);
        var file = volume.FullPath(write.FileOf(part));
        var sound = await File.ReadAllBytesAsync(file, TestVolume.Cancel);
        var held = (await volume.StateAsync("a")).Held;
        Assert.True(held.Holds(part));
        for (var at = 0; at < sound.Length; at++)
        {
            await File.WriteAllBytesAsync(file, Flipped(sound, at), TestVolume.Cancel);
            Assert.Equal((at, Status.PartDamaged), (at, (await CheckAsync(volume, write, part)).Status));
            Assert.Equal((at, held.Mask & ~(1 << (part - 1))), (at, (await volume.StateAsync("a")).Held.Mask));
            Assert.Equal((at, Status.PartDamaged), (at, await StageTests.StatusOfAsync(() => write.ReadAsync(part))));
            Assert.Equal(part, Assert.Single(await volume.Store.ListLackingAsync(PartState.Damaged, null, 10, TestVolume.Cancel)).Row.Part);

            await File.WriteAllBytesAsync(file, sound, TestVolume.Cancel);
            Assert.Equal((at, Status.Ok), (at, (await CheckAsync(volume, write, part)).Status));
        }

        Assert.Equal(write.Parts[part - 1], await write.ReadAsync(part));
    }

    [Theory]
    [InlineData(Kind.Own)]
    [InlineData(Kind.Loan)]
    public async Task A_committed_part_cut_anywhere_counts_for_nothing_even_before_anybody_reads_it(Kind kind)
    {
        await using var volume = await TestVolume.MakeAsync();
        var (write, part) = await PutAsync(volume, kind);
        var file = volume.FullPath(write.FileOf(part));
        var sound = await File.ReadAllBytesAsync(file, TestVolume.Cancel);
        for (var length = 0; length < sound.Length; length++)
        {
            await File.WriteAllBytesAsync(file, sound[..length], TestVolume.Cancel);
            Assert.False((await volume.StateAsync("a")).Held.Holds(part), $"cut at {length}");
            Assert.Equal((length, Status.PartDamaged), (length, await StageTests.StatusOfAsync(() => write.ReadAsync(part))));
            Assert.Equal((length, Status.PartDamaged), (length, (await CheckAsync(volume, write, part)).Status));
            await File.WriteAllBytesAsync(file, sound, TestVolume.Cancel);
            Assert.Equal((length, Status.Ok), (length, (await CheckAsync(volume, write, part)).Status));
        }
    }

    [Fact]
    public async Task Bytes_from_another_node_with_a_bit_turned_over_anywhere_or_cut_are_not_kept()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a", Bytes).PutAsync();
        File.Delete(volume.FullPath(write.FileOf(2)));
        await CheckAsync(volume, write, 2);
        var lacking = Assert.Single(await volume.Store.ListLackingAsync(PartState.Missing, null, 10, TestVolume.Cancel));
        for (var at = 0; at < Bytes; at++)
        {
            Assert.Equal((at, Status.ChecksumMismatch), (at, await StageTests.StatusOfAsync(() => RestoreAsync(volume, lacking, Flipped(write.Parts[1], at)))));
            Assert.Equal((at, Status.ChecksumMismatch), (at, await StageTests.StatusOfAsync(() => RestoreAsync(volume, lacking, write.Parts[1][..at]))));
        }

        Assert.Empty(volume.IncomingFiles());
        Assert.True(await RestoreAsync(volume, lacking, write.Parts[1]));
        Assert.Equal(write.Parts[1], await write.ReadAsync(2));
    }

    [Fact]
    public async Task A_lost_catalog_takes_no_file_back_that_has_a_bit_turned_over_anywhere()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a", Bytes).PutAsync();
        var file = volume.FullPath(write.FileOf(2));
        var sound = await File.ReadAllBytesAsync(file, TestVolume.Cancel);
        for (var at = 0; at < sound.Length; at++)
        {
            await File.WriteAllBytesAsync(file, Flipped(sound, at), TestVolume.Cancel);
            Assert.False(await ReclaimAsync(volume, write), $"byte {at}");
            await File.WriteAllBytesAsync(file, sound[..at], TestVolume.Cancel);
            Assert.False(await ReclaimAsync(volume, write), $"cut at {at}");
        }

        await File.WriteAllBytesAsync(file, sound, TestVolume.Cancel);
        Assert.True(await ReclaimAsync(volume, write));
    }

    [Fact]
    public async Task A_staged_part_that_changed_anywhere_before_its_commit_is_found_after_it()
    {
        await using var volume = await TestVolume.MakeAsync();
        for (var at = 0; at < Bytes; at++)
        {
            var write = new TestWrite(volume, $"{at}", Bytes);
            await write.StageOwnAsync();
            var file = volume.FullPath(write.FileOf(2));
            await File.WriteAllBytesAsync(file, Flipped(await File.ReadAllBytesAsync(file, TestVolume.Cancel), at), TestVolume.Cancel);
            Assert.Equal((at, Status.PartDamaged), (at, (await CheckAsync(volume, write, 2)).Status));
            await write.PlaceStampAsync();
            Assert.Equal(Status.Ok, (await write.CommitAsync()).Status);
            Assert.Equal((at, Status.PartDamaged), (at, (await CheckAsync(volume, write, 2)).Status));
        }

        Assert.Equal(Bytes, (await volume.Store.GetStatusAsync(TestVolume.Cancel)).PartsDamaged);
    }

    [Fact]
    public async Task A_staged_part_cut_anywhere_is_not_whole_and_not_committed_and_can_be_sent_again()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a", Bytes);
        for (var length = 0; length < Bytes; length++)
        {
            await write.StageOwnAsync();
            var file = volume.FullPath(write.FileOf(2));
            await File.WriteAllBytesAsync(file, write.Parts[1][..length], TestVolume.Cancel);
            Assert.Equal(default, await write.StagedAsync(2));
            Assert.Equal((length, Status.PartDamaged), (length, await StageTests.StatusOfAsync(() => write.ReadAsync(2))));
            Assert.Equal((length, Status.NotStaged), (length, (await write.CommitAsync()).Status));
        }

        await write.PutAsync();
        Assert.Equal(write.Parts[1], await write.ReadAsync(2));
    }

    [Fact]
    public async Task The_beginning_of_a_part_that_changed_anywhere_shows_in_its_length_or_checksum()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a", (int)NodeStore.ResumableBytes);
        await write.LoseAsync(2, Bytes);
        var sound = await write.StagedAsync(2);
        Assert.Equal((StagedState.Partial, (long)Bytes), (sound.State, sound.Length));
        var file = volume.IncomingFiles().Single();
        var bytes = await File.ReadAllBytesAsync(file, TestVolume.Cancel);
        for (var at = 0; at < Bytes; at++)
        {
            await RewriteAsync(Flipped(bytes, at));
            Assert.Equal((at, (long)Bytes), (at, (await write.StagedAsync(2)).Length));
            Assert.NotEqual(sound.Checksum, (await write.StagedAsync(2)).Checksum);
            await RewriteAsync(bytes[..at]);
            Assert.Equal((at, (long)at), (at, (await write.StagedAsync(2)).Length));
        }

        await RewriteAsync(bytes);
        Assert.Equal(sound, await write.StagedAsync(2));

        async Task RewriteAsync(byte[] changed)
        {
            await volume.Store.DisposeAsync();
            await File.WriteAllBytesAsync(file, changed, TestVolume.Cancel);
            await volume.OpenAsync();
        }
    }

    [Fact]
    public async Task Whatever_stands_in_the_lock_does_not_matter()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a", Bytes).PutAsync();
        await volume.Store.DisposeAsync();
        await File.WriteAllBytesAsync(volume.FullPath(".dfs/lock"), write.Parts[0], TestVolume.Cancel);
        await volume.OpenAsync();
        Assert.Equal(write.Parts[1], await write.ReadAsync(2));
    }

    // Of placement 0 node 2 holds parts 2 and 3; part 1 belongs to another node.
    private static async Task<(TestWrite Write, int Part)> PutAsync(TestVolume volume, Kind kind)
    {
        var write = new TestWrite(volume, "a", Bytes);
        if (kind == Kind.Loan)
            await write.StageAsync(1, isLoan: true);
        return (await write.PutAsync(), kind == Kind.Loan ? 1 : 2);
    }

    // The volume begins a new life, as after the loss of its catalog, and hears of the file again.
    private static async Task<bool> ReclaimAsync(TestVolume volume, TestWrite write)
    {
        await volume.Store.RenewAsync(volume.Store.Identity.Incarnation, TestVolume.Cancel);
        await volume.Store.SettleAsync(volume.Store.Identity.Incarnation, TestVolume.Cancel);
        await write.FinishAsync();
        var lacking = await volume.Store.ListLackingAsync(PartState.Missing, null, 10, TestVolume.Cancel);
        return await volume.Store.ReclaimAsync(lacking.Single(part => part.Row.Part == 2), static (_, _) => default, TestVolume.Cancel);
    }

    private static async Task<bool> RestoreAsync(TestVolume volume, KeptPart lacking, byte[] bytes)
    {
        using var part = await volume.Store.BeginRestoreAsync(lacking, TestVolume.Cancel);
        await part!.WriteAsync(bytes, TestVolume.Cancel);
        return await part.CompleteAsync(TestVolume.Cancel);
    }

    private static Task<PartCheck> CheckAsync(TestVolume volume, TestWrite write, int part) =>
        volume.Store.CheckPartAsync(volume.Alice.Name, write.Content, part, TestVolume.Cancel);

    private static byte[] Flipped(byte[] sound, int at)
    {
        var bad = (byte[])sound.Clone();
        bad[at] ^= (byte)(1 << (at % 8));
        return bad;
    }
}
