namespace DfsAspire.Node.Tests.Sessions;

/// <summary>Waits for what nobody announces: asks again, letting others work in between, for at most half a minute.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            late.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
