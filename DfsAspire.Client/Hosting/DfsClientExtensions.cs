using DfsAspire.Client.Hosting;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.Hosting;

/// <summary>Gives a program its client of the store.</summary>
public static class DfsClientExtensions
{
    /// <summary>The section of the settings: <c>Dfs:Client</c>, and below it one section for each name.</summary>
    public const string Section = "Dfs:Client";

    private const string HealthCheck = "Dfs";

    /// <summary>
    /// Registers a <see cref="DfsClient"/> as a singleton, with a health check, traces and metrics. It logs in with its first command.
    /// </summary>
    /// <param name="builder">The program.</param>
    /// <param name="connectionName">The name of the connection string and of the store's own section of the settings.</param>
    /// <param name="configureSettings">Has the last word about the settings.</param>
    public static void AddDfsClient(this IHostApplicationBuilder builder, string connectionName, Action<DfsClientSettings>? configureSettings = null) =>
        Add(builder, connectionName, configureSettings, serviceKey: null);

    /// <summary>As <see cref="AddDfsClient"/>, for programs with several stores or users: the client is injected by its key.</summary>
    /// <param name="builder">The program.</param>
    /// <param name="name">The key, which is also the name of the connection string and of the store's own section of the settings.</param>
    /// <param name="configureSettings">Has the last word about the settings.</param>
    public static void AddKeyedDfsClient(this IHostApplicationBuilder builder, string name, Action<DfsClientSettings>? configureSettings = null) =>
        Add(builder, name, configureSettings, serviceKey: name);

    private static void Add(IHostApplicationBuilder builder, string name, Action<DfsClientSettings>? configure, string? serviceKey)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var settings = Read(builder.Configuration, name);
        var given = settings.ConnectionString;
        configure?.Invoke(settings);
        if (settings.ConnectionString != given)
            DfsConnectionString.Apply(settings.ConnectionString ?? "", settings);

        builder.Services.TryAddSingleton(TimeProvider.System);
        if (serviceKey is null)
            builder.Services.AddSingleton(services => Create(services, name, settings));
        else
            builder.Services.AddKeyedSingleton(serviceKey, (services, _) => Create(services, name, settings));

        if (!settings.DisableHealthChecks)
            AddHealthCheck(builder.Services, serviceKey);
        if (!settings.DisableTracing)
            builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource(DfsTelemetry.Name));
        if (!settings.DisableMetrics)
            builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(DfsTelemetry.Name));
    }

    private static DfsClientSettings Read(IConfiguration configuration, string name)
    {
        var settings = new DfsClientSettings();
        var section = configuration.GetSection(Section);
        section.Bind(settings);
        section.GetSection(name).Bind(settings);
        if (configuration.GetConnectionString(name) is { Length: > 0 } connectionString)
            settings.ConnectionString = connectionString;
        DfsConnectionString.Apply(settings.ConnectionString ?? "", settings);
        return settings;
    }

    private static DfsClient Create(IServiceProvider services, string name, DfsClientSettings settings)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var finder = new DfsClientOptionsFinder(name, settings, services.GetRequiredService<IConfiguration>(), time);
        return DfsClient.Create(finder.Check(), time, finder.FindAsync);
    }

    private static void AddHealthCheck(IServiceCollection services, string? serviceKey)
    {
        var check = serviceKey is null ? HealthCheck : $"{HealthCheck}_{serviceKey}";
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            check,
            provider => new DfsClientHealth(() => serviceKey is null
                ? provider.GetRequiredService<DfsClient>()
                : provider.GetRequiredKeyedService<DfsClient>(serviceKey)),
            failureStatus: null,
            tags: null));
    }
}
