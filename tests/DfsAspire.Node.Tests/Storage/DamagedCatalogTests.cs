using DfsAspire.Node.Storage;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;
using Microsoft.Extensions.Logging.Abstractions;

namespace DfsAspire.Node.Tests.Storage;

/// <summary>A catalog with a changed byte is used as it was, or found out; never believed.</summary>
public sealed class DamagedCatalogTests
{
    [Fact]
    public async Task A_flipped_byte_anywhere_in_the_catalog_is_harmless_or_found()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var volume = await TestVolume.MakeAsync();
        for (var i = 0; i < 5; i++)
            await new TestWrite(volume, $"file {i}").PutAsync();
        var before = await volume.Store.ListAsync(volume.Alice.Name, StorePath.Root, "", ListReply.PageBytes, TestVolume.Cancel);
        await volume.Store.DisposeAsync();
        var catalog = volume.FullPath(".dfs/catalog.db");
        var sound = await File.ReadAllBytesAsync(catalog, TestVolume.Cancel);
        var (harmless, setAside, renewed) = (0, 0, 0);
        for (var round = 0; round < 400; round++)
        {
            var bad = (byte[])sound.Clone();
            var at = random.Next(bad.Length);
            bad[at] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(catalog, bad, TestVolume.Cancel);
            await using var store = await OpenAsync(volume);
            if (store is null)
                continue;
            if (!store.Identity.IsFounded)
                setAside++;
            else if (!await CheckAsync(store))
                renewed++;
            else
            {
                var after = await store.ListAsync(volume.Alice.Name, StorePath.Root, "", ListReply.PageBytes, TestVolume.Cancel);
                Assert.True(Same(before, after), $"seed {seed}, round {round}: byte {at} changed what the catalog says, and nobody noticed");
                harmless++;
            }

            foreach (var aside in Directory.GetFiles(volume.FullPath(".dfs"), "catalog*"))
                if (aside != catalog)
                    File.Delete(aside);
        }

        Assert.True(harmless > 0 && setAside > 0 && renewed > 0, $"seed {seed}: {harmless} harmless, {setAside} set aside, {renewed} renewed");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(4096)]
    [InlineData(9000)]
    public async Task A_catalog_that_was_cut_is_set_aside(int length)
    {
        await using var volume = await TestVolume.MakeAsync();
        await new TestWrite(volume, "file").PutAsync();
        await volume.Store.DisposeAsync();
        using (var file = File.OpenWrite(volume.FullPath(".dfs/catalog.db")))
            file.SetLength(length);
        await using var store = await OpenAsync(volume);
        Assert.False(store!.Identity.IsFounded);
        var refused = await StageTests.StatusOfAsync(() => store.FoundAsync(Guid.NewGuid(), volume.Administrator.SignedBy(volume.Administrator), TestVolume.Cancel));
        Assert.Equal(Status.Conflict, refused);
    }

    private static async Task<NodeStore?> OpenAsync(TestVolume volume)
    {
        try
        {
            return await NodeStore.OpenAsync(volume.Options, TimeProvider.System, NullLogger<NodeStore>.Instance, TestVolume.Cancel);
        }
        catch (StoreException fault) when (fault.Status == Status.Conflict)
        {
            // The number of the node or of the format is another one: a clear refusal.
            return null;
        }
    }

    private static async Task<bool> CheckAsync(NodeStore store)
    {
        try
        {
            return await store.CheckCatalogAsync(TestVolume.Cancel);
        }
        catch (StoreException)
        {
            // SQLite found a broken page on the way: the catalog is condemned, and opened anew.
            return store.Condemned is null;
        }
    }

    // A part that is held and not known to be is only looked for again.
    private static bool Same(FolderPage before, FolderPage after) =>
        before.Items.Select(item => Convert.ToHexString(item.Entry.Encoded.Span)).SequenceEqual(after.Items.Select(item => Convert.ToHexString(item.Entry.Encoded.Span)))
        && before.Items.Zip(after.Items).All(pair => (pair.First.Held | pair.Second.Held) == pair.First.Held);
}
