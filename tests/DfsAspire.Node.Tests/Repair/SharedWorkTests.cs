using DfsAspire.Node.Repair;

namespace DfsAspire.Node.Tests.Repair;

public sealed class SharedWorkTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_asks_meanwhile_waits_for_the_run_under_way_and_who_asks_later_gets_a_new_one()
    {
        var (runs, end) = (0, new TaskCompletionSource());
        var shared = new SharedWork(token =>
        {
            Interlocked.Increment(ref runs);
            return end.Task;
        });
        var first = shared.RunAsync(Cancel);
        var second = shared.RunAsync(Cancel);
        end.SetResult();
        await Task.WhenAll(first, second);
        Assert.Equal(1, runs);

        await shared.RunAsync(Cancel);
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task A_run_goes_on_while_one_waits_and_is_given_up_with_the_last()
    {
        var givenUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var shared = new SharedWork(async token =>
        {
            using var told = token.Register(givenUp.SetResult);
            begun.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
        });
        using var one = new CancellationTokenSource();
        using var other = new CancellationTokenSource();
        var (first, second) = (shared.RunAsync(one.Token), shared.RunAsync(other.Token));
        await begun.Task.WaitAsync(Cancel);

        await one.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False(givenUp.Task.IsCompleted);

        await other.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await givenUp.Task.WaitAsync(Cancel);
    }

    [Fact]
    public async Task A_fault_reaches_all_who_wait()
    {
        var end = new TaskCompletionSource();
        var shared = new SharedWork(_ => end.Task);
        var (first, second) = (shared.RunAsync(Cancel), shared.RunAsync(Cancel));
        end.SetException(new IOException("as wished"));
        await Assert.ThrowsAsync<IOException>(() => first);
        await Assert.ThrowsAsync<IOException>(() => second);
    }
}
