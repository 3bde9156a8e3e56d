using System.Collections.Concurrent;
using System.Diagnostics;

namespace DfsAspire.Bench;

/// <summary>Callers that each do one thing after the other for a while: what it took, and how long each call, in milliseconds.</summary>
internal sealed record Window(Cost Cost, double[] Latencies)
{
    /// <summary>Calls a second, all callers together.</summary>
    public double Rate => Latencies.Length / Cost.Seconds;

    /// <summary>Works until the time is over; a call that has begun comes to its end.</summary>
    /// <param name="cluster">Whose processor time counts as well.</param>
    /// <param name="time">How long.</param>
    /// <param name="callers">How many at once.</param>
    /// <param name="call">What they do: told the caller, and which of the caller's calls it is.</param>
    public static async Task<Window> RunAsync(BenchCluster cluster, TimeSpan time, int callers, Func<int, int, Task> call)
    {
        var latencies = new ConcurrentBag<double>();
        var cost = await Cost.OfAsync(cluster, () =>
        {
            var window = Stopwatch.StartNew();
            return Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
            {
                for (var calls = 0; window.Elapsed < time; calls++)
                {
                    var started = Stopwatch.GetTimestamp();
                    await call(caller, calls);
                    latencies.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                }
            })));
        });
        return new Window(cost, [.. latencies]);
    }
}
