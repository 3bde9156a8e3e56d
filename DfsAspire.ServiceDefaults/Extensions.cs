using DfsAspire.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Microsoft.Extensions.Hosting;

/// <summary>
/// The Aspire convention for a service: telemetry, health endpoints, service discovery. Node and client both start
/// with <see cref="AddServiceDefaults{TBuilder}"/>; nothing about files or nodes belongs here.
/// </summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Answers 200 when every health check passes: the service can do its work.</summary>
    public const string HealthPath = "/health";

    /// <summary>Answers 200 while the process answers at all.</summary>
    public const string AlivePath = "/alive";

    /// <summary>The name of the telemetry source and meter that every DfsAspire program writes to.</summary>
    public const string TelemetryName = "DfsAspire";

    private const string LiveTag = "live";

    /// <summary>Adds telemetry, the liveness check and service discovery.</summary>
    /// <exception cref="ServiceSettingException">A setting has a value that it must not have.</exception>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.ConfigureOpenTelemetry();
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag]);
        builder.Services.AddSingleton<IHealthCheckPublisher, HealthLog>();
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http => http.AddServiceDiscovery());
        return builder;
    }

    /// <summary>Maps <see cref="HealthPath"/> and <see cref="AlivePath"/>, and <see cref="Prometheus.Path"/> where it is wished for.</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapPrometheus();
        app.MapHealthChecks(HealthPath);
        app.MapHealthChecks(AlivePath, new HealthCheckOptions { Predicate = check => check.Tags.Contains(LiveTag) });
        return app;
    }

    // What is asked every few seconds, forever, would bury the rest.
    private static bool IsWorthATrace(PathString path) =>
        path != Prometheus.Path && !path.StartsWithSegments(HealthPath, StringComparison.Ordinal) && !path.StartsWithSegments(AlivePath, StringComparison.Ordinal);

    private static void ConfigureOpenTelemetry(this IHostApplicationBuilder builder)
    {
        // Four nodes are asked for their health every few seconds; nobody wants to read that.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter(TelemetryName))
            .WithTracing(tracing => tracing
                .AddSource(builder.Environment.ApplicationName)
                .AddSource(TelemetryName)
                .AddAspNetCoreInstrumentation(options => options.Filter = context => IsWorthATrace(context.Request.Path))
                .AddHttpClientInstrumentation());

        if (Prometheus.Read(builder.Configuration) != Prometheus.Readers.Nobody)
            builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddPrometheusExporter());
        if (!string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            builder.Services.AddOpenTelemetry().UseOtlpExporter();
        }
    }
}
