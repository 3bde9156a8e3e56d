using DfsAspire.Client.Store;
using DfsAspire.Protocol;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DfsAspire.Client.Hosting;

/// <summary>
/// How well a store is, seen by one of its clients: healthy while three nodes take writes, so that everything works; degraded while two can be read from; else unhealthy. A node that
/// answers and does not serve counts as little as one that is away.
/// </summary>
internal static class HealthVerdict
{
    public static HealthCheckResult Of(StoreStatus status)
    {
        var answering = status.Nodes.Count(node => node.Status is not null);
        var troubles = status.Nodes.Where(node => node.Trouble is not null).Select(node => $"{node.Address}: {node.Trouble}");
        var reasons = string.Join("; ", troubles.Prepend($"{answering} of {WireLimits.Nodes} nodes answer"));
        return status.CanBeChanged ? HealthCheckResult.Healthy(reasons)
            : status.CanBeRead ? HealthCheckResult.Degraded(reasons)
            : HealthCheckResult.Unhealthy(reasons);
    }
}
