using System.Reflection;
using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Building;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>Takes the description of an application.</summary>
public interface IDistributedApplicationBuilder
{
    /// <summary>Settings: files, environment, user secrets (in development), command line; later ones win.</summary>
    ConfigurationManager Configuration { get; }

    /// <summary>The directory of the AppHost's project.</summary>
    string AppHostDirectory { get; }

    /// <summary>Whether this is development.</summary>
    IHostEnvironment Environment { get; }

    /// <summary>The AppHost's own services.</summary>
    IServiceCollection Services { get; }

    /// <summary>The resources so far.</summary>
    IResourceCollection Resources { get; }

    /// <summary>Adds a resource.</summary>
    /// <exception cref="DistributedApplicationException">The name is taken.</exception>
    IResourceBuilder<T> AddResource<T>(T resource) where T : IResource;

    /// <summary>Says more about a resource that has been added.</summary>
    IResourceBuilder<T> CreateResourceBuilder<T>(T resource) where T : IResource;

    /// <summary>Ends the description.</summary>
    DistributedApplication Build();
}

/// <summary>Takes the description of an application.</summary>
public class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly HostApplicationBuilder _host;
    private readonly Interception? _interception;
    private readonly DistributedApplicationOptions _options;

    internal DistributedApplicationBuilder(DistributedApplicationOptions options, Interception? interception)
    {
        _interception = interception;
        _options = options;
        var name = interception?.ApplicationName ?? Assembly.GetEntryAssembly()?.GetName().Name;
        var directory = interception?.ContentRoot ?? ProjectDirectory(Assembly.GetEntryAssembly()) ?? System.IO.Directory.GetCurrentDirectory();
        _host = new HostApplicationBuilder(new HostApplicationBuilderSettings
        {
            Args = [.. options.Args ?? [], .. interception?.Args ?? []],
            ApplicationName = name,
            ContentRootPath = System.IO.Directory.Exists(directory) ? directory : null,
            EnvironmentName = interception is null ? null : Environments.Development,
        });
        if (interception is not null)
            (options.DisableDashboard, options.EnableResourceLogging) = (true, true);
        _host.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        _host.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        _host.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error);
        _host.Logging.AddFilter("Grpc", LogLevel.Warning);
        _host.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        _host.Logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);
        _host.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Orchestrator.Grace + TimeSpan.FromSeconds(10));
    }

    /// <inheritdoc/>
    public ConfigurationManager Configuration => _host.Configuration;

    /// <inheritdoc/>
    public string AppHostDirectory => _host.Environment.ContentRootPath;

    /// <inheritdoc/>
    public IHostEnvironment Environment => _host.Environment;

    /// <inheritdoc/>
    public IServiceCollection Services => _host.Services;

    /// <inheritdoc/>
    public IResourceCollection Resources { get; } = new ResourceCollection();

    /// <inheritdoc/>
    public IResourceBuilder<T> AddResource<T>(T resource) where T : IResource
    {
        if (Resources.Any(other => string.Equals(other.Name, resource.Name, StringComparison.OrdinalIgnoreCase)))
            throw new DistributedApplicationException($"There are two resources named {resource.Name}: a name must be unique in an AppHost.");
        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    /// <inheritdoc/>
    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource) where T : IResource => new ResourceBuilder<T>(this, resource);

    /// <inheritdoc/>
    public DistributedApplication Build()
    {
        _interception?.HandOver(this);
        var ports = new PortPicker();
        if (Configuration["StandIn:Dashboard"] is "false" or "False")
            (_options.DisableDashboard, _options.EnableResourceLogging) = (true, true);
        Services.AddHttpClient();
        Services.AddHealthChecks();
        Services.AddSingleton(_options);
        Services.AddSingleton(DashboardSettings.From(Configuration, enabled: !_options.DisableDashboard, ports));
        Services.AddSingleton(ports);
        Services.AddSingleton(new WireResource(RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz", 8)));
        Services.AddSingleton<ResourceNotificationService>();
        Services.AddSingleton<ResourceLogs>();
        Services.AddSingleton<GuardClient>();
        Services.AddSingleton(services => ActivatorUtilities.CreateInstance<Orchestrator>(services, (IReadOnlyList<IResource>)[.. Resources]));
        Services.AddSingleton<HttpCommandSender>();
        Services.AddSingleton(services => new ResourceCommandService(
            services.GetRequiredService<Orchestrator>(), services.GetRequiredService<HttpCommandSender>()));
        Services.AddHostedService(services => services.GetRequiredService<Orchestrator>());
        if (_interception is null)
            Services.AddHostedService<LauncherWatch>();
        var application = new DistributedApplication(_host.Build(), _interception);
        _interception?.HandOver(application);
        return application;
    }

    internal static string? ProjectDirectory(Assembly? appHost) => appHost?.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(metadata => metadata.Key == "apphostprojectpath")?.Value;
}
