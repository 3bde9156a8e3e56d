using DfsAspire.Node.Hosting;
using DfsAspire.Node.Repair;
using DfsAspire.Node.Storage;
using DfsAspire.Node.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace DfsAspire.Node.Tests.Repair;

public sealed class VolumeReopeningTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_disk_that_fails_again_while_the_volume_is_opened_anew_does_not_keep_it_closed()
    {
        await using var volume = await TestVolume.MakeAsync();
        await new TestWrite(volume, "a").PutAsync();
        await volume.Store.DisposeAsync();
        var catalog = volume.FullPath(".dfs/catalog.db");
        var whole = await File.ReadAllBytesAsync(catalog, Cancel);
        var opened = 0;
        var node = new NodeOptions { Node = TestVolume.Node, Port = 0, Volume = volume.Options.Directory, ClusterSecret = new byte[16] };
        var reopening = new Volume(node, new RepairOptions(), volume.Time, NullLogger<NodeStore>.Instance)
        {
            Open = async (where, _) =>
            {
                var store = await TestVolume.OpenAsync(where, volume.Time);
                // What was there a moment ago cannot be read any more.
                if (++opened == 2)
                    await File.WriteAllBytesAsync(catalog, whole[..4096], Cancel);
                return store;
            },
        };
        await reopening.StartAsync(Cancel);
        try
        {
            await Assert.ThrowsAsync<StoreException>(() => reopening.ReopenAsync(Cancel));
            await File.WriteAllBytesAsync(catalog, whole, Cancel);
            await reopening.ReopenAsync(Cancel);
            Assert.True(reopening.Store.Identity.IsFounded);
        }
        finally
        {
            await reopening.StopAsync(Cancel);
        }
    }
}
