using DfsAspire.Node.Storage.Catalog;

namespace DfsAspire.Node.Tests.Storage;

public sealed class FairTurnsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // Who waits without an end is served in the very call that gives the place back.
    private static CancellationToken Endless => CancellationToken.None;

    [Fact]
    public void Owners_that_wait_take_turns_however_much_each_of_them_wants()
    {
        var turns = new FairTurns(1);
        Assert.True(turns.EnterAsync("greedy", Endless).IsCompletedSuccessfully);
        var waiting = new List<(string Owner, Task Place)>();
        foreach (var owner in new[] { "greedy", "greedy", "greedy", "modest", "greedy", "late", "modest" })
            waiting.Add((owner, turns.EnterAsync(owner, Endless)));

        Assert.Equal(["greedy", "modest", "late", "greedy", "modest", "greedy", "greedy"], ServedAfterEach(turns, waiting));
    }

    [Fact]
    public void A_place_that_nobody_waits_for_is_free()
    {
        var turns = new FairTurns(2);
        Assert.True(turns.EnterAsync("a", Cancel).IsCompletedSuccessfully);
        Assert.True(turns.EnterAsync("a", Cancel).IsCompletedSuccessfully);
        var third = turns.EnterAsync("a", Cancel);
        Assert.False(third.IsCompleted);
        turns.Leave();
        turns.Leave();
        Assert.True(turns.EnterAsync("b", Cancel).IsCompletedSuccessfully);
        Assert.False(turns.EnterAsync("b", Cancel).IsCompleted);
    }

    [Fact]
    public async Task Who_gives_up_is_passed_over_and_takes_no_place()
    {
        var turns = new FairTurns(1);
        await turns.EnterAsync("a", Cancel);
        using var leaving = new CancellationTokenSource();
        var left = turns.EnterAsync("b", leaving.Token);
        var stayed = turns.EnterAsync("c", Cancel);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        turns.Leave();
        await stayed.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        turns.Leave();
        Assert.True(turns.EnterAsync("a", Cancel).IsCompletedSuccessfully);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => turns.EnterAsync("a", leaving.Token));
    }

    // Gives the one place back again and again, and says who got it each time.
    private static List<string> ServedAfterEach(FairTurns turns, List<(string Owner, Task Place)> waiting)
    {
        var served = new List<string>();
        while (waiting.Count > 0)
        {
            turns.Leave();
            var next = Assert.Single(waiting, one => one.Place.IsCompleted);
            served.Add(next.Owner);
            waiting.Remove(next);
        }

        return served;
    }
}
