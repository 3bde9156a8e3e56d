using System.Security.Cryptography;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Bench;

/// <summary>PUT and GET of 4 KiB by any number of callers, once both have been compiled.</summary>
internal sealed class SmallCalls
{
    private const int Bytes = 4096;
    private const int FilesToGet = 8;

    private readonly BenchCluster _cluster;
    private readonly DfsClient _client;
    private readonly TimeSpan _window;
    private readonly CancellationToken _cancellationToken;
    private int _puts;

    private SmallCalls(BenchCluster cluster, DfsClient client, TimeSpan window, CancellationToken cancellationToken) =>
        (_cluster, _client, _window, _cancellationToken) = (cluster, client, window, cancellationToken);

    /// <summary>Works for two windows that do not count: what is compiled while it is measured costs more than what is measured.</summary>
    public static async Task<SmallCalls> PrepareAsync(BenchCluster cluster, DfsClient client, TimeSpan window, CancellationToken cancellationToken)
    {
        var calls = new SmallCalls(cluster, client, window, cancellationToken);
        for (var file = 0; file < FilesToGet; file++)
            await calls.PutOneAsync(PathOf("get", file));
        await calls.PutAsync(FilesToGet);
        await calls.GetAsync(FilesToGet);
        return calls;
    }

    /// <summary>Each call puts a new file.</summary>
    public Task<Window> PutAsync(int callers)
    {
        var folder = FormattableString.Invariant($"put{_puts++}");
        return Window.RunAsync(_cluster, _window, callers, (caller, call) => PutOneAsync(PathOf($"{folder}-{caller}", call)));
    }

    /// <summary>Callers get files that were put before.</summary>
    public Task<Window> GetAsync(int callers) =>
        Window.RunAsync(_cluster, _window, callers, (caller, _) => _client.GetAsync(PathOf("get", caller % FilesToGet), Stream.Null, null, _cancellationToken));

    private static StorePath PathOf(string folder, int number) => StorePath.Parse(FormattableString.Invariant($"small/{folder}/{number}"));

    private async Task PutOneAsync(StorePath path)
    {
        using var input = new MemoryStream(RandomNumberGenerator.GetBytes(Bytes), writable: false);
        await _client.PutAsync(path, input, null, _cancellationToken);
    }
}
