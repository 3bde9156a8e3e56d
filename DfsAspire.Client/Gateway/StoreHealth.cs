using DfsAspire.Client.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry;

namespace DfsAspire.Client.Gateway;

/// <summary>How well the store is that the worker serves, or why the worker has not reached it yet.</summary>
internal sealed class StoreHealth(StoreConnection connection, RecentStatus status) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (connection.Client is not { } client)
            return HealthCheckResult.Unhealthy(connection.Obstacle);
        // Asked every few seconds, forever: traces of it would bury those of commands.
        using var quiet = SuppressInstrumentationScope.Begin();
        return HealthVerdict.Of(await status.AskAsync(client, cancellationToken));
    }
}
