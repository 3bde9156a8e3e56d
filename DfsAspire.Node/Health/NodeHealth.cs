using DfsAspire.ServiceDefaults;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace DfsAspire.Node.Health;

/// <summary>The node's health check, and an answer at <c>/health</c> that says why.</summary>
internal static class NodeHealth
{
    public static IServiceCollection AddNodeHealth(this IServiceCollection services)
    {
        // One for all questions: it knows when the node started.
        services.AddSingleton<NodeHealthCheck>();
        services.AddHealthChecks().AddCheck<NodeHealthCheck>("node");
        // What health endpoints use that were mapped without options of their own.
        services.Configure<HealthCheckOptions>(options => options.ResponseWriter = HealthAnswer.WriteAsync);
        return services;
    }
}
