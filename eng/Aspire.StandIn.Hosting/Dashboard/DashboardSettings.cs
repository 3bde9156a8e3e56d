using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Dashboard;

/// <summary>Where dashboard and telemetry are, under the names that Aspire's launch settings use.</summary>
internal sealed record DashboardSettings
{
    public bool Enabled { get; private init; }

    /// <summary>Where people look at it.</summary>
    public required Uri Url { get; init; }

    /// <summary>Where resources send their telemetry; null when nobody takes it.</summary>
    public string? OtlpUrl { get; private init; }

    public string OtlpProtocol { get; private init; } = "grpc";

    public string? OtlpKey { get; private init; }

    /// <summary>Where the dashboard asks for resources and their logs.</summary>
    public required Uri ResourceServiceUrl { get; init; }

    public string ResourceServiceKey { get; private init; } = NewKey();

    /// <summary>Opens the dashboard for people; null when it is open to everyone on this machine.</summary>
    public string? BrowserToken { get; private init; }

    public string LoginUrl => BrowserToken is null ? Url.AbsoluteUri : new Uri(Url, $"login?t={BrowserToken}").AbsoluteUri;

    public static DashboardSettings From(IConfiguration configuration, bool enabled)
    {
        var grpc = configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] ?? configuration["DOTNET_DASHBOARD_OTLP_ENDPOINT_URL"];
        var http = configuration["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] ?? configuration["DOTNET_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"];
        var open = (configuration["ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS"] ?? configuration["DOTNET_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS"]) is "true" or "1";
        var urls = configuration["ASPNETCORE_URLS"] ?? configuration["URLS"];
        return new DashboardSettings
        {
            Enabled = enabled,
            Url = new Uri(urls?.Split(';')[0] ?? "http://localhost:15888"),
            OtlpUrl = grpc ?? http ?? (enabled ? "http://localhost:19888" : null),
            OtlpProtocol = grpc is null && http is not null ? "http/protobuf" : "grpc",
            OtlpKey = enabled && !open ? NewKey() : null,
            ResourceServiceUrl = new Uri(configuration["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] ?? "http://localhost:20888"),
            BrowserToken = open ? null : configuration["AppHost:BrowserToken"] ?? NewKey(),
        };
    }

    private static string NewKey() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
