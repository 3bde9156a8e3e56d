using DfsAspire.Client.Shell.Configuration;

namespace DfsAspire.Client.Gateway;

/// <summary>The program <c>dfs serve</c>: a worker beside the nodes, with its health over HTTP.</summary>
public static class Worker
{
    /// <summary>Runs until it is told to stop.</summary>
    /// <exception cref="ConfigurationException">A setting is missing or malformed.</exception>
    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddServiceDefaults();
        builder.Services.AddSingleton(WorkerSettings.Read(builder.Configuration));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<StoreConnection>();
        builder.Services.AddHostedService<StoreOpening>();
        builder.Services.AddHealthChecks().AddCheck<StoreHealth>("store");
        await using var app = builder.Build();
        app.MapDefaultEndpoints();
        await app.StartAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
    }
}
