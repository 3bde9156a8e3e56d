using DfsAspire.Client.Store;
using DfsAspire.Protocol;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry;

namespace DfsAspire.Client.Gateway;

/// <summary>Healthy while three nodes answer, so that everything works; degraded with two, which can still be read from; else unhealthy.</summary>
internal sealed class StoreHealth(StoreConnection connection) : IHealthCheck
{
    private const int WriteQuorum = 3;
    private const int ReadQuorum = 2;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (connection.Client is not { } client)
            return HealthCheckResult.Unhealthy(connection.Obstacle);
        // Asked every few seconds, forever: traces of it would bury those of commands.
        using var quiet = SuppressInstrumentationScope.Begin();
        return Judge(await client.GetStatusAsync(cancellationToken));
    }

    internal static HealthCheckResult Judge(StoreStatus status)
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
