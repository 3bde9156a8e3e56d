namespace DfsAspire.Client.Gateway;

/// <summary>Tries until it succeeds, with pauses that double from a quarter of a second to ten.</summary>
/// <param name="time">The clock of the pauses.</param>
/// <param name="failed">Told of each failure: the step, the reason, the pause that follows.</param>
internal sealed class Retry(TimeProvider time, Action<string, string, TimeSpan> failed)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    public async Task<T> UntilDoneAsync<T>(string step, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await attempt(cancellationToken);
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                failed(step, fault.Message, pause);
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }
}
