using DfsAspire.Node.Storage;
using DfsAspire.Protocol.Entries;

namespace DfsAspire.Node.Tests.Storage;

public sealed class ContentLocksTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ContentLocks _locks = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_content_waits_for_another()
    {
        var held = new List<ContentLocks.Held>();
        for (var content = 0; content < 5000; content++)
            held.Add(await _locks.HoldAsync(ContentId.New(), Cancel).AsTask().WaitAsync(Patience, Cancel));
        Assert.Equal(5000, _locks.Count);
        held.ForEach(one => one.Dispose());
        Assert.Equal(0, _locks.Count);
    }

    [Fact]
    public async Task One_at_a_time_has_a_content_and_who_gives_up_leaves_nothing_behind()
    {
        var content = ContentId.New();
        var first = await _locks.HoldAsync(content, Cancel);
        using var leaving = new CancellationTokenSource();
        var left = _locks.HoldAsync(content, leaving.Token).AsTask();
        var second = _locks.HoldAsync(content, Cancel).AsTask();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.False(second.IsCompleted);
        first.Dispose();
        (await second.WaitAsync(Patience, Cancel)).Dispose();
        Assert.Equal(0, _locks.Count);
    }
}
