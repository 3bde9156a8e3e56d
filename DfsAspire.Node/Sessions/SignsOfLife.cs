using DfsAspire.Protocol;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Wire;

namespace DfsAspire.Node.Sessions;

/// <summary>Tells a waiting client once a second that the node is still at work.</summary>
internal static class SignsOfLife
{
    /// <summary>
    /// Waits for <paramref name="work"/>, which must leave the writer alone. When the client turns out to be gone, the work is
    /// cancelled and waited for all the same, since it may use what belongs to the session.
    /// </summary>
    public static async Task<T> DuringAsync<T>(Task<T> work, WireWriter writer, CancellationTokenSource stop, TimeProvider time)
    {
        while (!work.IsCompleted)
        {
            await ((Task)work).WaitAsync(WireLimits.SignOfLifePeriod, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (work.IsCompleted)
                break;
            try
            {
                await writer.SendAsync(new SignOfLife(), CancellationToken.None);
            }
            catch
            {
                await stop.CancelAsync();
                await ((Task)work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw;
            }
        }

        return await work;
    }
}
