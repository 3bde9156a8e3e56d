using DfsAspire.Node.Storage;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Tests.Storage;

/// <summary>A catalog with a changed byte is used as it was, or found out; never believed.</summary>
public sealed class DamagedCatalogTests
{
    // SQLite's own bytes: the file's header, and at the beginning of each page what says how to read it.
    private const int PageBytes = 4096;
    private const int FileHeaderBytes = 100;
    private const int PageHeaderBytes = 12;

    [Fact]
    public async Task A_flipped_bit_anywhere_in_the_catalog_is_harmless_or_found()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        await using var volume = await MakeAsync();
        await volume.Store.DisposeAsync();
        var catalog = volume.FullPath(".dfs/catalog.db");
        var sound = await File.ReadAllBytesAsync(catalog, TestVolume.Cancel);
        var before = CatalogRows.Read(catalog);
        var (harmless, found) = (0, 0);
        var believed = new List<string>();
        foreach (var (at, bit) in Flips(sound, new Random(seed)))
        {
            var bad = (byte[])sound.Clone();
            bad[at] ^= (byte)(1 << bit);
            await File.WriteAllBytesAsync(catalog, bad, TestVolume.Cancel);
            try
            {
                if (!await CatalogTrust.IsTrustedAsync(volume.Options))
                    found++;
                else if (CatalogRows.Read(catalog) is var after && before.SequenceEqual(after))
                    harmless++;
                else
                    believed.Add($"bit {bit} of byte {at}: {string.Join(" | ", before.Except(after).Concat(after.Except(before)))}");
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                believed.Add($"bit {bit} of byte {at}: {fault}");
            }

            CatalogTrust.RemoveAsides(volume.Options);
        }

        Assert.True(believed.Count == 0, $"seed {seed}: {believed.Count} changes were believed, or kept the node from starting:{Environment.NewLine}{string.Join(Environment.NewLine, believed)}");
        Assert.True(harmless > 0 && found > 0, $"seed {seed}: {harmless} harmless, {found} found");
    }

    [Fact]
    public async Task A_catalog_cut_anywhere_is_set_aside_and_not_founded_anew()
    {
        await using var volume = await MakeAsync();
        await volume.Store.DisposeAsync();
        var catalog = volume.FullPath(".dfs/catalog.db");
        var sound = await File.ReadAllBytesAsync(catalog, TestVolume.Cancel);
        var before = CatalogRows.Read(catalog);
        var random = new Random(1);
        var pages = sound.Length / PageBytes;
        var lengths = Enumerable.Range(0, pages).SelectMany(page => (int[])[page * PageBytes, page * PageBytes + random.Next(1, PageBytes)]);
        foreach (var length in lengths.Concat([1, 15, 16, 99, 100, sound.Length - 1]))
        {
            await File.WriteAllBytesAsync(catalog, sound[..length], TestVolume.Cancel);
            await using (var store = await CatalogTrust.OpenAsync(volume.Options))
            {
                // SQLite reads what lacks of the last page as zeros, which may be what stood there.
                if (store!.Identity.IsFounded)
                {
                    Assert.True(length > (pages - 1) * PageBytes, $"cut at {length}");
                    Assert.True(!await store.CheckCatalogAsync(TestVolume.Cancel) || before.SequenceEqual(CatalogRows.Read(catalog)), $"cut at {length}");
                }
                else
                {
                    var refused = await StageTests.StatusOfAsync(
                        () => store.FoundAsync(Guid.NewGuid(), volume.Administrator.SignedBy(volume.Administrator), TestVolume.Cancel));
                    Assert.Equal((length, Status.Conflict), (length, refused));
                }
            }

            CatalogTrust.RemoveAsides(volume.Options);
        }
    }

    /// <summary>A volume with each kind of row: files in folders, replaced, deleted, on loan, missing, staged, begun, closed.</summary>
    internal static async Task<TestVolume> MakeAsync()
    {
        var volume = await TestVolume.MakeAsync();
        for (var i = 0; i < 4; i++)
            await new TestWrite(volume, $"folder {i % 2}/file {i}", placement: i).PutAsync();
        await new TestWrite(volume, "folder 0/file 0").PutAsync();
        await CommitTests.CommitBareAsync(volume, "folder", EntryKind.Folder);
        await CommitTests.CommitBareAsync(volume, "folder 1/file 1", EntryKind.Tombstone);
        var lent = new TestWrite(volume, "lent");
        await lent.StageAsync(lent.Others[0], isLoan: true);
        await lent.PutAsync();
        await new TestWrite(volume, "finished").FinishAsync();
        await new TestWrite(volume, "staged").StageOwnAsync();
        await new TestWrite(volume, "begun", (int)NodeStore.ResumableBytes).LoseAsync(2, 50);
        Assert.True(await volume.Store.CloseAsync(new OwnedContent(volume.Alice.Name, ContentId.New()), TestVolume.Cancel));
        await volume.Store.HearPeerAsync(3, 7, 7, TestVolume.Cancel);
        return volume;
    }

    // Every byte takes minutes; DFS_EVERY_BYTE=1 takes them.
    private static IEnumerable<(int At, int Bit)> Flips(byte[] sound, Random random)
    {
        if (Environment.GetEnvironmentVariable("DFS_EVERY_BYTE") == "1")
        {
            foreach (var at in Enumerable.Range(0, sound.Length).Where(at => !IsUnused(sound, at)))
                yield return (at, random.Next(8));
            yield break;
        }

        for (var at = 0; at < FileHeaderBytes; at++)
            yield return (at, random.Next(8));
        for (var page = 0; page < sound.Length; page += PageBytes)
            for (var at = 0; at < PageHeaderBytes; at++)
                yield return (page + at + (page == 0 ? FileHeaderBytes : 0), random.Next(8));
        for (var round = 0; round < 600;)
        {
            var at = random.Next(sound.Length);
            if (IsUnused(sound, at))
                continue;
            round++;
            yield return (at, random.Next(8));
        }
    }

    // Most of a small catalog is room that nothing stands in yet.
    private static bool IsUnused(byte[] sound, int at) => at >= 16 && at + 16 <= sound.Length && !sound.AsSpan(at - 16, 32).ContainsAnyExcept((byte)0);
}
