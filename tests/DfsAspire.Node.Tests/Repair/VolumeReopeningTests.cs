using System.IO.Hashing;
using System.Security.Cryptography;
using DfsAspire.Node.Hosting;
using DfsAspire.Node.Repair;
using DfsAspire.Node.Storage;
using DfsAspire.Node.Tests.Storage;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;
using Microsoft.Extensions.Logging.Abstractions;

namespace DfsAspire.Node.Tests.Repair;

public sealed class VolumeReopeningTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1_000)]
    [InlineData((int)NodeStore.ResumableBytes)]
    public async Task A_session_of_before_takes_nothing_from_one_that_came_after_the_volume_was_opened_anew(int bytes)
    {
        await using var volume = await TestVolume.MakeAsync();
        await volume.Store.DisposeAsync();
        var node = new NodeOptions { Node = TestVolume.Node, Port = 0, Volume = volume.Options.Directory, ClusterSecret = new byte[16] };
        var reopening = new Volume(node, new RepairOptions(), volume.Time, NullLogger<NodeStore>.Instance);
        await reopening.StartAsync(Cancel);
        try
        {
            var (first, second) = (RandomNumberGenerator.GetBytes(bytes), RandomNumberGenerator.GetBytes(bytes));
            var (content, path) = (ContentId.New(), StorePath.Parse("a"));
            var before = await BeginAsync();
            await before.WriteAsync(first, Cancel);
            await reopening.ReopenAsync(Cancel);
            await using var after = await BeginAsync();
            await after.WriteAsync(second.AsMemory(0, bytes / 2), Cancel);
            await Assert.ThrowsAsync<StoreException>(() => before.CompleteAsync(XxHash128.HashToUInt128(first), Cancel));
            await before.DisposeAsync();
            await after.WriteAsync(second.AsMemory(bytes / 2), Cancel);
            await after.CompleteAsync(XxHash128.HashToUInt128(second), Cancel);
            using var part = await reopening.Store.OpenPartAsync("Alice", content, 2, Cancel);
            var read = new byte[bytes];
            Assert.Equal(bytes, await part!.ReadAsync(read, 0, Cancel));
            Assert.Equal(second, read);
            Assert.Empty(volume.IncomingFiles());

            Task<StagedPart> BeginAsync() => reopening.Store.BeginStageAsync("Alice", content, path, 2, isLoan: false, bytes, Cancel).AsTask();
        }
        finally
        {
            await reopening.StopAsync(Cancel);
        }
    }

    [Fact]
    public async Task A_catalog_that_cannot_be_read_when_it_is_opened_anew_is_not_trusted_and_not_opened_without_end()
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
            await reopening.ReopenAsync(Cancel);
            Assert.NotNull(reopening.Store.Distrust);
            Assert.Null(reopening.Store.Condemned);
            await File.WriteAllBytesAsync(catalog, whole, Cancel);
            await reopening.ReopenAsync(Cancel);
            Assert.True(reopening.Store.Identity.IsFounded);
            Assert.Null(reopening.Store.Distrust);
        }
        finally
        {
            await reopening.StopAsync(Cancel);
        }
    }
}
