using System.Diagnostics;

namespace DfsAspire.Cluster.Tests;

/// <summary>Strangers who open connections and say nothing, or next to nothing. DFS_FLOOD asks for more of them (docs/security.md).</summary>
[Trait("Category", "Slow")]
public sealed class FloodTests(OwnCluster cluster) : ClusterTest(cluster), IClassFixture<OwnCluster>
{
    private const long MostNodeBytes = 400L << 20;
    // Of the moments that a busy machine takes for itself.
    private static readonly TimeSpan Allowance = TimeSpan.FromSeconds(1);
    private readonly byte[] _contents = Bytes.Of(300_000, 1);

    [Fact]
    public async Task Thousands_of_half_open_and_slow_connections_keep_no_user_out()
    {
        var connections = int.TryParse(Environment.GetEnvironmentVariable("DFS_FLOOD"), out var wished) ? wished : 2000;
        var normal = await MedianTimeAsync();
        await using var flood = new Flood(Cluster.Addresses, connections);

        await flood.WhenOpenedAsync().WaitAsync(Cancellation);
        var flooded = await MedianTimeAsync();

        TestContext.Current.TestOutputHelper!.WriteLine($"{connections} connections: {flooded.TotalMilliseconds:0} ms instead of {normal.TotalMilliseconds:0} ms");
        Assert.InRange(flooded, TimeSpan.Zero, (2 * normal) + Allowance);
        Assert.All(TestCluster.Numbers, number => Assert.InRange(Cluster.Node(number).ResidentBytes, 1, MostNodeBytes));
    }

    // A client of its own each time: whoever comes new has to get in.
    private async Task<TimeSpan> MedianTimeAsync()
    {
        var times = new List<TimeSpan>();
        for (var n = 0; n < 5; n++)
        {
            var began = Stopwatch.GetTimestamp();
            await using var client = await Cluster.ConnectAsync();
            await client.PutBytesAsync(In($"file {n}"), _contents);
            Assert.Equal(_contents, await client.GetBytesAsync(In($"file {n}")));
            times.Add(Stopwatch.GetElapsedTime(began));
        }

        return times.Order().ElementAt(times.Count / 2);
    }
}
