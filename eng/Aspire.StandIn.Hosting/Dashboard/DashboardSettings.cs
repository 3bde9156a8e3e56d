using System.Security.Cryptography;
using Aspire.Hosting.Running;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Dashboard;

/// <summary>Where dashboard and telemetry are, under the names that Aspire's launch settings use.</summary>
internal sealed record DashboardSettings
{
    private const string DefaultUrl = "http://localhost:15888";
    private const string DefaultOtlpUrl = "http://localhost:19888";
    private const string DefaultResourceServiceUrl = "http://localhost:20888";

    /// <summary>False under tests.</summary>
    public bool Enabled { get; private init; }

    /// <summary>Where people look at it.</summary>
    public Uri Url { get; private init; } = new(DefaultUrl);

    /// <summary>Where resources send their telemetry; null when nobody takes it.</summary>
    public string? OtlpUrl { get; private init; }

    public int OtlpPort => new Uri(OtlpUrl!).Port;

    public string OtlpProtocol { get; private init; } = "grpc";

    public string? OtlpKey { get; private init; }

    /// <summary>Where the dashboard asks for resources and their logs.</summary>
    public Uri ResourceServiceUrl { get; private init; } = new(DefaultResourceServiceUrl);

    public string ResourceServiceKey { get; } = NewKey();

    /// <summary>Opens the dashboard for people; null when it is open to everyone on this machine.</summary>
    public string? BrowserToken { get; private init; }

    public string LoginUrl => BrowserToken is null ? Url.AbsoluteUri : new Uri(Url, $"login?t={BrowserToken}").AbsoluteUri;

    /// <summary>Reads the settings. A port that is taken (by another AppHost, mostly) is replaced by a free one.</summary>
    public static DashboardSettings From(IConfiguration configuration, bool enabled, PortPicker ports)
    {
        var grpc = Read("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL") ?? Read("DOTNET_DASHBOARD_OTLP_ENDPOINT_URL");
        if (!enabled)
        {
            var http = Read("ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL") ?? Read("DOTNET_DASHBOARD_OTLP_HTTP_ENDPOINT_URL");
            return new DashboardSettings { OtlpUrl = grpc ?? http, OtlpProtocol = grpc is null ? "http/protobuf" : "grpc" };
        }
        var open = (Read("ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS") ?? Read("DOTNET_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS")) is "true" or "True" or "1";
        return new DashboardSettings
        {
            Enabled = true,
            Url = Free((Read("ASPNETCORE_URLS") ?? Read("URLS"))?.Split(';')[0] ?? DefaultUrl),
            OtlpUrl = Free(grpc ?? DefaultOtlpUrl).GetLeftPart(UriPartial.Authority),
            OtlpKey = open ? null : NewKey(),
            ResourceServiceUrl = Free(Read("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL") ?? Read("DOTNET_RESOURCE_SERVICE_ENDPOINT_URL") ?? DefaultResourceServiceUrl),
            BrowserToken = open ? null : Read("ASPIRE_DASHBOARD_FRONTEND_BROWSERTOKEN") ?? Read("AppHost:BrowserToken") ?? NewKey(),
        };

        string? Read(string key) => configuration[key] is { Length: > 0 } value ? value : null;
        Uri Free(string url) => new UriBuilder(url) is var wished && PortPicker.IsFree(wished.Port) ? wished.Uri : new UriBuilder(url) { Port = ports.Pick() }.Uri;
    }

    private static string NewKey() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
