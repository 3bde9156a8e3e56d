using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace DfsAspire.ServiceDefaults;

/// <summary>
/// The service's metrics for Prometheus, for life outside Aspire: <c>/metrics</c> beside <c>/health</c>, as the setting
/// <c>Metrics:Prometheus</c> says: <c>off</c>, which is the default, <c>loopback</c> for callers on this machine, <c>on</c> for all.
/// </summary>
public static class Prometheus
{
    /// <summary>Where the metrics are read.</summary>
    public const string Path = "/metrics";

    /// <summary>The name of the setting.</summary>
    public const string Setting = "Metrics:Prometheus";

    internal enum Readers
    {
        Nobody,
        ThisMachine,
        Everybody,
    }

    /// <exception cref="ServiceSettingException">The setting has a value that it must not have.</exception>
    internal static Readers Read(IConfiguration configuration) => configuration[Setting]?.ToUpperInvariant() switch
    {
        null or "" or "OFF" => Readers.Nobody,
        "LOOPBACK" => Readers.ThisMachine,
        "ON" => Readers.Everybody,
        _ => throw new ServiceSettingException($"The setting {Setting} (environment: Metrics__Prometheus) must be 'off', 'loopback' (for callers on this machine) or 'on'."),
    };

    // Who may not read is told what is told of any path that does not exist.
    internal static void MapPrometheus(this WebApplication app)
    {
        var readers = Read(app.Services.GetRequiredService<IConfiguration>());
        if (readers != Readers.Nobody)
            app.UseOpenTelemetryPrometheusScrapingEndpoint(context => context.Request.Path == Path && MayRead(context.Connection.RemoteIpAddress, readers));
    }

    internal static bool MayRead(IPAddress? caller, Readers readers) =>
        readers == Readers.Everybody || (readers == Readers.ThisMachine && caller is not null && IPAddress.IsLoopback(caller));
}
