using DfsAspire.Node.Sessions;

namespace DfsAspire.Node.Repair;

/// <summary>
/// What runs in the background of a node, each at its own rate while no client is served. While one is, all of it together has an eighth: work that heals does not
/// take from clients a second time what work that re-reads takes already.
/// </summary>
internal sealed class Paces(ClientWork clients, TimeProvider time)
{
    // Measured with bench/DfsAspire.Bench: what repair and scrub may take from a load.
    private const int Yield = 8;

    private readonly Allowance _besideClients = new(time);

    /// <summary>A pace of its own for one kind of work.</summary>
    public Pace Make(long bytesPerSecond) => new(bytesPerSecond, this, time);

    /// <summary>Takes the time for work that would take so long alone; answers how long to wait for it, null while no client is served.</summary>
    public TimeSpan? TakeBesideClients(TimeSpan alone) => clients.IsUnderWay ? _besideClients.Take(alone * Yield) : null;
}
