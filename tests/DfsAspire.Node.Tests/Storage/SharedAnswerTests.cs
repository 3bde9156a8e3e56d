using DfsAspire.Node.Storage;

namespace DfsAspire.Node.Tests.Storage;

public sealed class SharedAnswerTests
{
    private readonly Queue<TaskCompletionSource<int>> _asked = new();
    private readonly SharedAnswer<int> _answer;

    public SharedAnswerTests() => _answer = new SharedAnswer<int>(() =>
    {
        var answer = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked.Enqueue(answer);
        return answer.Task;
    });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_comes_while_it_is_asked_shares_the_next_answer_and_gets_none_that_is_older_than_the_question()
    {
        var first = _answer.AskAsync(Cancel);
        List<Task<int>> meanwhile = [_answer.AskAsync(Cancel), _answer.AskAsync(Cancel), _answer.AskAsync(Cancel)];
        Assert.Single(_asked);

        _asked.Dequeue().SetResult(1);
        Assert.Equal(1, await first);
        await Assert.ThrowsAsync<TimeoutException>(() => meanwhile[0].WaitAsync(TimeSpan.Zero, Cancel));
        (await NextAsync()).SetResult(2);
        Assert.All(await Task.WhenAll(meanwhile), found => Assert.Equal(2, found));
        Assert.Empty(_asked);

        var later = _answer.AskAsync(Cancel);
        (await NextAsync()).SetResult(3);
        Assert.Equal(3, await later);
    }

    [Fact]
    public async Task A_fault_is_that_of_who_waited_for_it_and_who_leaves_takes_it_from_nobody()
    {
        using var leaving = new CancellationTokenSource();
        var first = _answer.AskAsync(leaving.Token);
        var second = _answer.AskAsync(Cancel);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _asked.Dequeue().SetResult(1);
        (await NextAsync()).SetException(new InvalidOperationException("of the second"));
        Assert.Equal("of the second", (await Assert.ThrowsAsync<InvalidOperationException>(() => second)).Message);

        var third = _answer.AskAsync(Cancel);
        (await NextAsync()).SetResult(3);
        Assert.Equal(3, await third);
    }

    // The next question is asked where the last answer came.
    private async Task<TaskCompletionSource<int>> NextAsync()
    {
        TaskCompletionSource<int>? next;
        while (!_asked.TryDequeue(out next))
            await Task.Yield();
        return next;
    }
}
