namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>Waits for something to become true, by asking again and again.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns as soon as <paramref name="condition"/> holds; fails after <paramref name="limit"/>.</summary>
    public static async Task TrueAsync(string what, TimeSpan limit, Func<Task<bool>> condition)
    {
        using var late = new CancellationTokenSource(limit);
        using var timer = new PeriodicTimer(Period);
        while (!await condition())
        {
            try
            {
                await timer.WaitForNextTickAsync(late.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"{what}: not within {limit.TotalSeconds:0} s.");
            }
        }
    }
}
