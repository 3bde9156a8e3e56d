using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Building;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>What an AppHost describes, ready to run.</summary>
public class DistributedApplication : IHost, IAsyncDisposable
{
    private readonly IHost _host;
    private readonly Interception? _interception;

    internal DistributedApplication(IHost host, Interception? interception)
    {
        _host = host;
        _interception = interception;
    }

    /// <inheritdoc/>
    public IServiceProvider Services => _host.Services;

    /// <summary>Tells the state of every resource.</summary>
    public ResourceNotificationService ResourceNotifications => Services.GetRequiredService<ResourceNotificationService>();

    /// <summary>Starts and stops resources.</summary>
    public ResourceCommandService ResourceCommands => Services.GetRequiredService<ResourceCommandService>();

    /// <summary>Begins the description of an application.</summary>
    /// <param name="args">The AppHost's command line: settings in the form <c>--Name=value</c>.</param>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) =>
        new DistributedApplicationBuilder(new DistributedApplicationOptions { Args = args }, Interception.Current);

    /// <summary>Runs until the process is asked to end, then ends every resource.</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <summary>Runs until the process is asked to end or the token is cancelled, then ends every resource.</summary>
    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        // Under a test the test starts and stops; the AppHost's own program only waits for that.
        if (_interception is { } interception)
            await interception.Ended.WaitAsync(cancellationToken);
        else
            await _host.RunAsync(cancellationToken);
    }

    /// <summary>Starts the resources; those that wait for others start later.</summary>
    public virtual Task StartAsync(CancellationToken cancellationToken = default) => _host.StartAsync(cancellationToken);

    /// <summary>Ends every resource.</summary>
    public virtual Task StopAsync(CancellationToken cancellationToken = default) => _host.StopAsync(cancellationToken);

    /// <summary>Ends what still runs and frees everything.</summary>
    public virtual void Dispose()
    {
        DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what still runs and frees everything.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        else
            _host.Dispose();
        _interception?.End();
        GC.SuppressFinalize(this);
    }
}

/// <summary>How an application is to be run.</summary>
public sealed class DistributedApplicationOptions
{
    /// <summary>The AppHost's command line.</summary>
    public string[]? Args { get; set; }

    /// <summary>True when no dashboard is wanted.</summary>
    public bool DisableDashboard { get; set; }

    /// <summary>True when the AppHost's log shall carry what the resources write.</summary>
    public bool EnableResourceLogging { get; set; }
}
