namespace DfsAspire.Node.Repair;

/// <summary>
/// Keeps work in the background at a bounded rate: whoever has done some waits until it would have taken that long at that rate. While
/// clients send or fetch parts the rate is lower, and shared with the other work (<see cref="Paces"/>).
/// </summary>
internal sealed class Pace(long bytesPerSecond, Paces paces, TimeProvider time)
{
    /// <summary>A change of the catalog, with its sync, takes a node and its disk about what reading and hashing so many bytes does.</summary>
    public const long BytesOfAChange = 32 * 1024;

    /// <summary>The same for a file that is written, synced and given its name, beside its bytes.</summary>
    public const long BytesOfAFile = 256 * 1024;

    private readonly Allowance _own = new(time);

    /// <summary>Waits as long as these bytes may take.</summary>
    public async ValueTask SpendAsync(long bytes, CancellationToken cancellationToken)
    {
        var alone = TimeSpan.FromSeconds((double)bytes / bytesPerSecond);
        var wait = paces.TakeBesideClients(alone) ?? _own.Take(alone);
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time, cancellationToken);
    }
}
