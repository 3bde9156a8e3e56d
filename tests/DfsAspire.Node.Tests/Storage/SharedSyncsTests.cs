using DfsAspire.Node.Storage.Files;

namespace DfsAspire.Node.Tests.Storage;

public sealed class SharedSyncsTests : IDisposable
{
    private readonly SemaphoreSlim _begun = new(0);
    private readonly SemaphoreSlim _go = new(0);
    private readonly SharedSyncs _syncs;
    private int _asked;
    private int _count;
    private Exception? _fault;

    public SharedSyncsTests() => _syncs = new SharedSyncs(_ =>
    {
        Interlocked.Increment(ref _count);
        _begun.Release();
        _go.Wait();
        if (_fault is { } fault)
            throw fault;
    });

    public void Dispose()
    {
        _begun.Dispose();
        _go.Dispose();
    }

    [Fact]
    public async Task Whoever_asks_during_a_sync_waits_for_one_that_begins_afterwards()
    {
        var first = SyncAsync("a");
        await _begun.WaitAsync(Cancel);
        var second = SyncAsync("a");

        _go.Release();
        await first;
        await _begun.WaitAsync(Cancel);
        Assert.False(second.IsCompleted);
        _go.Release();
        await second;
        Assert.Equal(2, _count);
    }

    [Fact]
    public async Task All_who_ask_during_a_sync_share_the_next_one()
    {
        var first = SyncAsync("a");
        await _begun.WaitAsync(Cancel);
        Task[] others = [SyncAsync("a"), SyncAsync("a"), SyncAsync("a"), SyncAsync("a")];
        await WhenWaitingAsync();

        _go.Release(2);
        await first;
        await Task.WhenAll(others);
        Assert.Equal(2, _count);
    }

    [Fact]
    public async Task Directories_do_not_wait_for_each_other()
    {
        var first = SyncAsync("a");
        await _begun.WaitAsync(Cancel);
        var other = SyncAsync("b");
        await _begun.WaitAsync(Cancel);
        _go.Release(2);
        await Task.WhenAll(first, other);
    }

    [Fact]
    public async Task A_sync_that_fails_fails_for_all_whom_it_served_and_for_nobody_else()
    {
        _fault = new IOException("the disk");
        var first = SyncAsync("a");
        await _begun.WaitAsync(Cancel);
        Task[] others = [SyncAsync("a"), SyncAsync("a")];
        await WhenWaitingAsync();

        _go.Release();
        await Assert.ThrowsAsync<IOException>(() => first);
        await _begun.WaitAsync(Cancel);
        Assert.All(others, other => Assert.False(other.IsCompleted));
        _go.Release();
        foreach (var other in others)
            await Assert.ThrowsAsync<IOException>(() => other);

        _fault = null;
        _go.Release();
        await SyncAsync("a");
        Assert.Equal(3, _count);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // Threads of their own: they block, and the pool may have few.
    private Task SyncAsync(string directory)
    {
        Interlocked.Increment(ref _asked);
        return Task.Factory.StartNew(() => _syncs.Sync(directory), Cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private async Task WhenWaitingAsync()
    {
        while (_syncs.Waiting < _asked - _count)
            await Task.Yield();
    }
}
