using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Shell.Configuration;
using DfsAspire.ServiceDefaults;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.HttpOverrides;

namespace DfsAspire.Client.Gateway;

/// <summary>The program <c>dfs serve</c>: a worker beside the nodes: the gateway to the store, and its health over HTTP.</summary>
public static class Worker
{
    /// <summary>Runs until it is told to stop.</summary>
    /// <exception cref="ConfigurationException">A setting is missing or malformed.</exception>
    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var app = Build([]);
        await app.StartAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
    }

    /// <summary>Makes the worker. <paramref name="settings"/> go before those of the environment.</summary>
    internal static WebApplication Build(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(settings);
        // A line for every question after the worker's health says nothing.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        AddServiceDefaults(builder);
        builder.Services.AddSingleton(WorkerSettings.Read(builder.Configuration));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<StoreConnection>();
        builder.Services.AddSingleton<RecentStatus>();
        builder.Services.AddHostedService<StoreOpening>();
        builder.Services.AddHealthChecks().AddCheck<StoreHealth>("store");
        // Users reach this endpoint, too; the reasons are for whoever runs the worker.
        builder.Services.Configure<HealthCheckOptions>(options => options.ResponseWriter = (context, report) => PlainHttpRule.IsLocal(context)
            ? HealthAnswer.WriteAsync(context, report)
            : HealthAnswer.WriteStatusAsync(context, report));
        builder.AddGateway();
        var app = builder.Build();
        TrustProxies(app);
        app.MapGateway();
        app.MapDefaultEndpoints();
        return app;
    }

    // Whoever else says so may say anything, and would choose where wrong passwords are counted.
    private static void TrustProxies(WebApplication app)
    {
        if (app.Services.GetRequiredService<WorkerSettings>().Proxies is not { Count: > 0 } proxies)
            return;
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var proxy in proxies)
            options.KnownProxies.Add(proxy);
        app.UseForwardedHeaders(options);
    }

    private static void AddServiceDefaults(WebApplicationBuilder builder)
    {
        try
        {
            builder.AddServiceDefaults();
        }
        catch (ServiceSettingException fault)
        {
            throw new ConfigurationException(fault.Message);
        }
    }
}
