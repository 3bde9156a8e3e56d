using System.Numerics;
using DfsAspire.Node.Repair;
using DfsAspire.Node.Sessions;
using DfsAspire.Node.Storage;
using DfsAspire.Node.Tests.Sessions;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Tests.Repair;

public sealed class PartHealingTests
{
    [Fact]
    public async Task A_disk_with_no_room_for_one_file_gets_the_others_and_the_rest_later()
    {
        await using var node = await NodeToHeal.StartAsync();
        await node.LearnOfAliceAsync();
        foreach (var name in (string[])["large1", "small", "large2"])
            await node.PutAtOtherAsync(name, name == "small" ? 1000 : 200_000);
        await node.CopyCatalogAsync();
        node.Disk.Free = (64L << 20) + 100_000;

        Assert.Equal(4, (await node.HealAsync()).Lacking);
        Assert.Equal(new HeldParts(0b1100), (await node.StateAsync("small")).Held);

        node.Disk.Free = null;
        Assert.Equal(0, (await node.HealAsync()).Lacking);
        Assert.Equal(new HeldParts(0b1100), (await node.StateAsync("large1")).Held);
    }

    [Fact]
    public async Task A_turn_begins_no_more_parts_when_its_time_is_over()
    {
        await using var node = await NodeToHeal.StartAsync();
        await node.LearnOfAliceAsync();
        for (var file = 0; file < 10; file++)
            await node.PutAtOtherAsync($"file {file}", 1000);
        await node.CopyCatalogAsync();

        // The time is over when the first eight are done, or given up: to this clock the other node is slow.
        var result = await node.HealAsync(time: new Impatient());
        Assert.False(result.IsAtEnd);
        var held = 0;
        for (var file = 0; file < 10; file++)
            held += BitOperations.PopCount((await node.StateAsync($"file {file}")).Held.Mask);
        Assert.InRange(held + result.Lacking, 1, 8);
        Assert.True((await node.HealAsync()).IsAtEnd);
    }

    [Fact]
    public async Task Small_parts_are_brought_back_at_a_bounded_rate_too()
    {
        await using var node = await NodeToHeal.StartAsync();
        await node.LearnOfAliceAsync();
        for (var file = 0; file < 5; file++)
            await node.PutAtOtherAsync($"file {file}", 1000);
        await node.CopyCatalogAsync();
        var leaping = new LeapingClock();
        var clients = new ClientWork(leaping);
        using var underWay = clients.BeginSending();

        // A second for each of the ten parts beside clients; a quarter is saved up before each batch of eight.
        await node.HealAsync(pace: new Pace(16 * Pace.BytesOfAFile, clients, leaping));
        Assert.True(leaping.Waited > TimeSpan.FromSeconds(7), $"{leaping.Waited}");
    }

    [Fact]
    public async Task A_file_that_the_disk_does_not_take_keeps_nobody_from_the_others()
    {
        await using var node = await NodeToHeal.StartAsync();
        await node.LearnOfAliceAsync();
        for (var file = 0; file < 20; file++)
            await node.PutAtOtherAsync($"file {file}", 1000);
        await node.CopyCatalogAsync();
        var syncs = 0;
        node.Disk.Syncing = _ =>
        {
            if (Interlocked.Increment(ref syncs) == 1)
                throw new IOException("Input/output error");
        };

        Assert.Equal(1, (await node.HealAsync()).Lacking);
        Assert.Equal(0, (await node.HealAsync()).Lacking);
    }

    [Fact]
    public async Task A_part_that_only_this_disk_has_is_held_again_when_the_disk_gives_it_back()
    {
        await using var node = await NodeToHeal.StartAsync();
        await node.LearnOfAliceAsync();
        await node.PutAtOtherAsync("a", 1000);
        await node.CopyCatalogAsync();
        Assert.Equal(0, (await node.HealAsync()).Lacking);
        var content = (await node.StateAsync("a")).Entry!.Entry.Content;

        node.Disk.Opening = _ => throw new IOException("Input/output error");
        var check = await node.Volume.Store.CheckPartAsync(node.Other.Alice.Name, content, 3, NodeToHeal.Cancel);
        Assert.Equal(Status.PartDamaged, check.Status);
        Assert.Equal(1, (await node.HealAsync(isAlone: true)).Lacking);

        node.Disk.Opening = static _ => { };
        Assert.Equal(0, (await node.HealAsync(isAlone: true)).Lacking);
        Assert.Equal(new HeldParts(0b1100), (await node.StateAsync("a")).Held);
    }

    [Fact]
    public async Task A_source_whose_disk_does_not_give_a_part_is_not_asked_again_with_every_round()
    {
        await using var node = await NodeToHeal.StartAsync();
        var check = await LackPartsAsync(node, static () => throw new IOException("Input/output error"));

        var result = await node.HealAsync();
        Assert.Equal(1, result.Lacking);
        Assert.Contains(RunningNode.Number, result.Asked);
        Assert.Equal(1, (await node.Other.Store.GetStatusAsync(NodeToHeal.Cancel)).PartsDamaged);

        node.Other.Disk.Reading = static (_, _, _) => { };
        Assert.Equal(Status.Ok, (await check()).Status);
        Assert.Equal(0, (await node.HealAsync()).Lacking);
    }

    [Fact]
    public async Task A_source_that_breaks_off_a_part_which_it_has_is_asked_again_with_the_next_round()
    {
        await using var node = await NodeToHeal.StartAsync();
        await LackPartsAsync(node, static () => throw new OperationCanceledException());

        var result = await node.HealAsync();
        Assert.Equal(1, result.Lacking);
        Assert.DoesNotContain(RunningNode.Number, result.Asked);
        Assert.Equal(0, (await node.Other.Store.GetStatusAsync(NodeToHeal.Cancel)).PartsDamaged);
    }

    // Of the two parts that the node lacks, the other one breaks off part 3 behind what it sends first. Answers what has it look at that part.
    private static async Task<Func<Task<PartCheck>>> LackPartsAsync(NodeToHeal node, Action breakOff)
    {
        await node.LearnOfAliceAsync();
        await node.PutAtOtherAsync("a", 600_000);
        await node.CopyCatalogAsync();
        node.Other.Disk.Reading = (name, position, _) =>
        {
            if (name.EndsWith(".3", StringComparison.Ordinal) && position > 0)
                breakOff();
        };
        var content = (await node.StateAsync("a")).Entry!.Entry.Content;
        return () => node.Other.Store.CheckPartAsync(node.Other.Alice.Name, content, 3, NodeToHeal.Cancel);
    }

    // Every look at it takes a minute.
    private sealed class Impatient : TimeProvider
    {
        private int _asked;

        public override long GetTimestamp() => Interlocked.Increment(ref _asked) * TimeSpan.FromMinutes(1).Ticks * (TimestampFrequency / TimeSpan.TicksPerSecond);
    }
}
