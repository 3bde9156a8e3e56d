using System.Reflection;
using DfsAspire.Client.Shell.Configuration;
using DfsAspire.Protocol.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace DfsAspire.Client.Shell;

/// <summary>
/// Sends the spans of a command to where the environment or the configuration says; nowhere otherwise. Disposing it sends
/// what is left and waits no longer than <see cref="FlushTime"/>, so that a dashboard that is away delays nobody.
/// </summary>
internal sealed class CommandTracing : IDisposable
{
    private static readonly TimeSpan FlushTime = TimeSpan.FromSeconds(1);

    private readonly TracerProvider? _provider;

    private CommandTracing(TracerProvider? provider) => _provider = provider;

    public static CommandTracing Start(TelemetryTarget? configured, Func<string, string?> variable)
    {
        var fromEnvironment = !string.IsNullOrWhiteSpace(variable("OTEL_EXPORTER_OTLP_ENDPOINT"));
        if (!fromEnvironment && configured is null)
            return new CommandTracing(null);
        var provider = Sdk.CreateTracerProviderBuilder()
            .AddSource(DfsTelemetry.Name)
            .ConfigureResource(resource =>
            {
                // Every command is the same service and the same instance, or a dashboard would show each as one of its own.
                if (string.IsNullOrEmpty(variable("OTEL_SERVICE_NAME")))
                    resource.AddService("dfs", serviceVersion: Version, autoGenerateServiceInstanceId: false);
            })
            .AddOtlpExporter(options =>
            {
                // The exporter has read the environment by itself.
                if (!fromEnvironment)
                    Apply(configured!, options);
                options.TimeoutMilliseconds = (int)FlushTime.TotalMilliseconds;
            })
            .Build();
        return new CommandTracing(provider);
    }

    private static string? Version => typeof(CommandTracing).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;

    public void Dispose()
    {
        _provider?.Shutdown((int)FlushTime.TotalMilliseconds);
        _provider?.Dispose();
    }

    private static void Apply(TelemetryTarget target, OtlpExporterOptions options)
    {
        var overHttp = target.Protocol == TelemetryTarget.HttpProtobuf;
        options.Protocol = overHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        // An endpoint set in code is taken as it is; over HTTP the signal's own path belongs to it.
        options.Endpoint = overHttp ? new Uri($"{target.Endpoint.ToString().TrimEnd('/')}/v1/traces") : target.Endpoint;
        options.Headers = target.Headers;
    }
}
