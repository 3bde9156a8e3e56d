using DfsAspire.Client.Store;
using DfsAspire.Protocol;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DfsAspire.Client.Hosting;

/// <summary>How well a store is, seen by one of its clients: healthy while three nodes answer, so that everything works; degraded with two, which can still be read from; else unhealthy.</summary>
internal static class HealthVerdict
{
    private const int WriteQuorum = 3;
    private const int ReadQuorum = 2;

    public static HealthCheckResult Of(StoreStatus status)
    {
        var answering = status.Nodes.Count(node => node.Status is not null);
        var away = status.Nodes.Where(node => node.Status is null).Select(node => $"{node.Address}: {node.Fault}");
        var reasons = $"{answering} of {WireLimits.Nodes} nodes answer";
        if (answering < WireLimits.Nodes)
            reasons = $"{reasons}; {string.Join("; ", away)}";
        return answering switch
        {
            >= WriteQuorum => HealthCheckResult.Healthy(reasons),
            ReadQuorum => HealthCheckResult.Degraded(reasons),
            _ => HealthCheckResult.Unhealthy(reasons),
        };
    }
}
