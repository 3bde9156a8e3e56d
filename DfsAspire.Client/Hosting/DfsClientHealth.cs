using DfsAspire.Client.Discovery;
using DfsAspire.Client.Store;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry;

namespace DfsAspire.Client.Hosting;

/// <summary>Asks the nodes how they are, logging in first if nobody has.</summary>
internal sealed class DfsClientHealth(Func<DfsClient> client) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // Asked every few seconds, forever: traces of it would bury those of commands.
        using var quiet = SuppressInstrumentationScope.Begin();
        try
        {
            return HealthVerdict.Of(await client().GetStatusAsync(cancellationToken));
        }
        catch (Exception fault) when (fault is DfsException or NodeDiscoveryException or InvalidOperationException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, fault.Message);
        }
    }
}
