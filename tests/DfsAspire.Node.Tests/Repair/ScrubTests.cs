using DfsAspire.Node.Hosting;
using DfsAspire.Node.Repair;
using DfsAspire.Node.Sessions;
using DfsAspire.Node.Storage;
using DfsAspire.Node.Tests.Sessions;
using DfsAspire.Node.Tests.Storage;
using DfsAspire.Protocol.Messages;
using Microsoft.Extensions.Logging.Abstractions;

namespace DfsAspire.Node.Tests.Repair;

public sealed class ScrubTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_clock_that_is_set_back_meanwhile_makes_no_part_be_read_twice()
    {
        await using var volume = await TestVolume.MakeAsync();
        await new TestWrite(volume, "a").PutAsync();
        volume.Time.Advance(TimeSpan.FromHours(2));
        var clock = new SteppedClock(volume.Time);
        var disk = await volume.OpenWithFaultsAsync(clock);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var read = 0;
        disk.Opening = name =>
        {
            clock.Step = TimeSpan.FromHours(-1);
            if (++read == 10)
                enough.Cancel();
        };
        await RunAsync(volume, clock, enough.Token);
        Assert.Equal(2, read);
    }

    [Fact]
    public async Task A_part_that_the_disk_does_not_open_is_damaged_and_keeps_no_other_from_being_read()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a").PutAsync();
        volume.Time.Advance(TimeSpan.FromHours(2));
        (await volume.OpenWithFaultsAsync(volume.Time)).Opening = name =>
        {
            if (name == write.FileOf(2))
                throw new IOException("Input/output error");
        };
        await RunAsync(volume, volume.Time, Cancel);
        Assert.Equal(new HeldParts(0b0100), (await volume.StateAsync("a")).Held);
        Assert.Equal(1, volume.Sql("SELECT COUNT(*) FROM parts WHERE part = 3 AND checked_at IS NOT NULL"));
    }

    [Fact]
    public async Task Small_parts_are_read_at_a_bounded_rate_too()
    {
        await using var volume = await TestVolume.MakeAsync();
        await new TestWrite(volume, "a").PutAsync();
        volume.Time.Advance(TimeSpan.FromHours(2));
        var leaping = new LeapingClock();
        var clients = new ClientWork(leaping);
        using var underWay = clients.BeginSending();
        // A second for each of the two parts beside clients, half of one for the catalog's rows; a quarter is saved up before.
        await RunAsync(volume, volume.Time, new Pace(16 * Pace.BytesOfAChange, clients, leaping), Cancel);
        Assert.InRange(leaping.Waited, TimeSpan.FromSeconds(2.1), TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task What_an_earlier_process_found_damaged_is_looked_at_once_for_the_node_is_silent_until_then()
    {
        await using var volume = await DistrustTests.MakeDamagedAsync();
        volume.Sql("UPDATE entries SET name = 'a'");
        await volume.ReopenAsync();
        using var scrub = await MakeAsync(volume, volume.Time, new Pace(long.MaxValue, new ClientWork(volume.Time), volume.Time));
        await scrub.StartAsync(Cancel);
        await Eventually.TrueAsync(() => Task.FromResult(volume.Store.Distrust is null));
        await scrub.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_disk_that_did_not_take_that_its_catalog_is_damaged_is_told_again()
    {
        await using var volume = await DistrustTests.MakeDamagedAsync();
        var mark = volume.FullPath(".dfs/catalog.distrusted");
        File.Delete(mark);
        using var scrub = await MakeAsync(volume, volume.Time, new Pace(long.MaxValue, new ClientWork(volume.Time), volume.Time));
        await scrub.StartAsync(Cancel);
        await Eventually.TrueAsync(() =>
        {
            volume.Time.Advance(TimeSpan.FromMinutes(10));
            return Task.FromResult(File.Exists(mark));
        });
        await scrub.StopAsync(Cancel);
    }

    private static Task RunAsync(TestVolume volume, TimeProvider time, CancellationToken token) =>
        RunAsync(volume, time, new Pace(long.MaxValue, new ClientWork(time), time), token);

    private static async Task RunAsync(TestVolume volume, TimeProvider time, Pace pace, CancellationToken token)
    {
        using var scrub = await MakeAsync(volume, time, pace);
        await scrub.RunAsync(token);
    }

    private static async Task<Scrub> MakeAsync(TestVolume volume, TimeProvider time, Pace pace)
    {
        var node = new NodeOptions { Node = TestVolume.Node, Port = 0, Volume = volume.Options.Directory, ClusterSecret = new byte[16] };
        var open = new Volume(node, new RepairOptions(), time, NullLogger<NodeStore>.Instance) { Open = (_, _) => Task.FromResult(volume.Store) };
        await open.StartAsync(Cancel);
        return new Scrub(open, new RepairOptions(), pace, time, NullLogger<Scrub>.Instance);
    }
}
