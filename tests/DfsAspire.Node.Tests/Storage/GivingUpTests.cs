using DfsAspire.Node.Hosting;
using DfsAspire.Node.Repair;
using DfsAspire.Node.Storage;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using Microsoft.Extensions.Logging.Abstractions;

namespace DfsAspire.Node.Tests.Storage;

/// <summary>When a write counts as given up.</summary>
public sealed class GivingUpTests
{
    private const int Asker = 4;
    private const int Most = 3;

    private static readonly TimeSpan Life = new RepairOptions().StageLife;

    [Fact]
    public async Task Since_when_another_node_asks_outlives_a_start()
    {
        await using var volume = await TestVolume.MakeAsync();
        var owned = new OwnedContent(volume.Alice.Name, ContentId.New());
        var first = await AskAsync(volume, owned);
        volume.Time.Advance(Life / 2);
        await volume.ReopenAsync();
        Assert.Equal(first, await AskAsync(volume, owned));
    }

    [Fact]
    public async Task No_more_questions_of_a_node_are_kept_than_fit_until_the_oldest_are_old()
    {
        await using var volume = await TestVolume.MakeAsync();
        var all = Enumerable.Range(0, Most + 1).Select(_ => new OwnedContent(volume.Alice.Name, ContentId.New())).ToList();
        foreach (var owned in all.Take(Most))
            Assert.NotNull(await AskAsync(volume, owned));
        Assert.Null(await AskAsync(volume, all[Most]));
        Assert.NotNull(await volume.Store.AskedToCloseSinceAsync(Asker - 1, all[Most], Most, 0, TestVolume.Cancel));
        volume.Time.Advance(Life + TimeSpan.FromSeconds(1));
        Assert.NotNull(await AskAsync(volume, all[Most]));
    }

    [Fact]
    public async Task A_content_that_is_closed_is_not_asked_about_any_more()
    {
        await using var volume = await TestVolume.MakeAsync();
        var owned = new OwnedContent(volume.Alice.Name, ContentId.New());
        await AskAsync(volume, owned);
        Assert.True(await volume.Store.CloseAsync(owned, TestVolume.Cancel));
        Assert.Equal(0, volume.Sql("SELECT COUNT(*) FROM closing"));
    }

    [Fact]
    public async Task A_write_with_one_old_part_is_not_given_up_while_another_part_is_young()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a");
        await write.StageAsync(write.Own[0]);
        volume.Time.Advance(Life);
        await write.StageAsync(write.Own[1]);
        volume.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(await AbandonedAsync(volume));
        volume.Time.Advance(Life);
        Assert.Equal([new OwnedContent(volume.Alice.Name, write.Content)], await AbandonedAsync(volume));
    }

    [Fact]
    public async Task A_write_is_not_given_up_while_a_part_of_it_is_coming()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a", 3_000_000);
        await write.StageAsync(write.Own[0]);
        volume.Time.Advance(Life);
        await write.LoseAsync(write.Own[1], 2_000_000);
        volume.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(await AbandonedAsync(volume));
        Assert.InRange((await volume.Store.StagedSinceAsync(new OwnedContent(volume.Alice.Name, write.Content), TestVolume.Cancel))!.Value, MomentOf(volume), long.MaxValue);
    }

    [Fact]
    public async Task A_write_is_not_given_up_while_a_part_of_it_takes_longer_than_a_day()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a", 3_000_000);
        await write.StageAsync(write.Own[0]);
        await using (var coming = await write.GoOnAsync(write.Own[1], 0))
        {
            volume.Time.Advance(Life + TimeSpan.FromSeconds(1));
            Assert.Empty(await AbandonedAsync(volume));
            Assert.NotNull(await WhyNotClosedAsync(volume, write));
        }

        // Its sender was lost just now, and has a day to go on.
        Assert.Empty(await AbandonedAsync(volume));
        Assert.NotNull(await WhyNotClosedAsync(volume, write));
        volume.Time.Advance(Life + TimeSpan.FromSeconds(1));
        Assert.NotEmpty(await AbandonedAsync(volume));
        Assert.Null(await WhyNotClosedAsync(volume, write));
    }

    [Fact]
    public async Task A_write_that_goes_on_has_another_day()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a");
        await write.StageOwnAsync();
        volume.Time.Advance(Life);
        Assert.Equal(StagedState.Whole, (await write.StagedAsync(write.Own[0])).State);
        volume.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(await AbandonedAsync(volume));
    }

    [Fact]
    public async Task A_content_of_which_nothing_was_here_is_forgotten_a_month_after_somebody_wanted_it_closed()
    {
        var month = TimeSpan.FromDays(30);
        await using var volume = await TestVolume.MakeAsync();
        var owned = new OwnedContent(volume.Alice.Name, ContentId.New());
        await volume.Store.CloseAsync(owned, TestVolume.Cancel);
        volume.Time.Advance(month / 2);
        await volume.Store.CloseAsync(owned, TestVolume.Cancel);

        Assert.Equal(1, await ClosedAfterAsync(month / 2 + TimeSpan.FromSeconds(1)));
        Assert.Equal(0, await ClosedAfterAsync(month / 2));

        async Task<long> ClosedAfterAsync(TimeSpan age)
        {
            volume.Time.Advance(age);
            await volume.Store.ForgetClosedAsync((volume.Time.GetUtcNow() - month).ToUnixTimeMilliseconds(), TestVolume.Cancel);
            return volume.Sql("SELECT COUNT(*) FROM closed");
        }
    }

    // What another node is told that asks for the content to be closed.
    private static async Task<string?> WhyNotClosedAsync(TestVolume volume, TestWrite write)
    {
        var node = new NodeOptions { Node = TestVolume.Node, Port = 0, Volume = volume.Options.Directory, ClusterSecret = new byte[16] };
        var open = new Volume(node, new RepairOptions(), volume.Time, NullLogger<NodeStore>.Instance) { Open = (_, _) => Task.FromResult(volume.Store) };
        await open.StartAsync(TestVolume.Cancel);
        var rule = new ClosingRule(open, new RepairOptions(), volume.Time);
        var owned = new OwnedContent(volume.Alice.Name, write.Content);
        var why = await rule.WhyNotAsync(Asker, owned, TestVolume.Cancel);
        Assert.Equal(why is null ? ContentUse.None : ContentUse.Staging, (await rule.ReportAsync([owned], TestVolume.Cancel))[0].Use);
        return why;
    }

    private static Task<long?> AskAsync(TestVolume volume, OwnedContent owned) =>
        volume.Store.AskedToCloseSinceAsync(Asker, owned, Most, MomentOf(volume), TestVolume.Cancel);

    private static Task<List<OwnedContent>> AbandonedAsync(TestVolume volume) => volume.Store.ListAbandonedAsync(MomentOf(volume), 10, TestVolume.Cancel);

    private static long MomentOf(TestVolume volume) => (volume.Time.GetUtcNow() - Life).ToUnixTimeMilliseconds();
}
