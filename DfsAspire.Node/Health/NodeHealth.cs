using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DfsAspire.Node.Health;

/// <summary>The node's health check, and an answer at <c>/health</c> that says why.</summary>
internal static class NodeHealth
{
    public static IServiceCollection AddNodeHealth(this IServiceCollection services)
    {
        services.AddHealthChecks().AddCheck<NodeHealthCheck>("node");
        // What health endpoints use that were mapped without options of their own.
        services.Configure<HealthCheckOptions>(options => options.ResponseWriter = WriteAsync);
        return services;
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        var lines = report.Entries
            .Where(entry => entry.Value.Description is not null)
            .Select(entry => $"\n{entry.Key}: {entry.Value.Description}");
        return context.Response.WriteAsync(report.Status + string.Concat(lines), context.RequestAborted);
    }
}
