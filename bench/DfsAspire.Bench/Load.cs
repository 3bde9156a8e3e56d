using System.Diagnostics;
using System.Security.Cryptography;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Bench;

/// <summary>Several callers of one client, each putting a file and getting it back, again and again.</summary>
internal sealed class Load(DfsClient client, int callers, int fileBytes)
{
    private readonly byte[] _contents = RandomNumberGenerator.GetBytes(fileBytes);

    /// <summary>Works for a while; answers the bytes that went in and came back, in bytes a second. The last call of each is waited for.</summary>
    public async Task<double> RunAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var moved = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(() => CallAsync(caller, watch, time, cancellationToken), cancellationToken)));
        return moved.Sum();
    }

    // Each caller's own rate: the last call of one ends later than that of another.
    private async Task<double> CallAsync(int caller, Stopwatch watch, TimeSpan time, CancellationToken cancellationToken)
    {
        var path = StorePath.Parse($"load/{caller}");
        var calls = 0;
        while (watch.Elapsed < time)
        {
            if (calls++ % 2 == 0)
            {
                using var input = new MemoryStream(_contents, writable: false);
                await client.PutAsync(path, input, null, cancellationToken);
            }
            else
            {
                await client.GetAsync(path, Stream.Null, null, cancellationToken);
            }
        }

        return calls * (double)fileBytes / watch.Elapsed.TotalSeconds;
    }
}
