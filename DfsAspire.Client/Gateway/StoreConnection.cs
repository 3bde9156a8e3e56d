using DfsAspire.Client.Store;

namespace DfsAspire.Client.Gateway;

/// <summary>The worker's way to the store, once it has one.</summary>
internal sealed class StoreConnection : IAsyncDisposable
{
    private volatile DfsClient? _client;
    private volatile string _obstacle = "the worker has not tried to reach the store yet";

    /// <summary>The store; null until the worker has logged in.</summary>
    public DfsClient? Client
    {
        get => _client;
        set => _client = value;
    }

    /// <summary>Why there is no <see cref="Client"/>, in words for people.</summary>
    public string Obstacle
    {
        get => _obstacle;
        set => _obstacle = value;
    }

    public ValueTask DisposeAsync() => _client?.DisposeAsync() ?? ValueTask.CompletedTask;
}
