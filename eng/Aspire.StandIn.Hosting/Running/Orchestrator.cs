using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Running;

/// <summary>Starts everything when the application starts and ends everything when it ends.</summary>
internal sealed class Orchestrator(
    IReadOnlyList<IResource> resources, GuardClient guard, PortPicker ports, ResourceNotificationService states, ResourceLogs logs,
    DashboardSettings dashboard, WireResource wire, DistributedApplicationOptions options, IServiceProvider services, ILogger<Orchestrator> log) : IHostedService, IAsyncDisposable
{
    /// <summary>How long a program may take to end after it was asked to, before it is killed.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _ending = new();
    private readonly List<Task> _beginnings = [];
    private readonly Dictionary<string, ProjectRunner> _runners = new(StringComparer.OrdinalIgnoreCase);
    private DashboardHost? _dashboard;
    private bool _stopped;

    public IReadOnlyList<IResource> Resources => resources;

    public ProjectRunner? Find(string resource) => _runners.GetValueOrDefault(resource);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        states.DefaultWaitBehavior = options.DisableDashboard ? WaitBehavior.StopOnResourceUnavailable : WaitBehavior.WaitOnResourceUnavailable;
        RunningLog.Begins(log, dashboard.Enabled ? $"The dashboard comes up at {dashboard.Url}" : "No dashboard, as wished.");
        guard.Start();
        if (dashboard.Enabled)
        {
            _dashboard = ActivatorUtilities.CreateInstance<DashboardHost>(services, this);
            await _dashboard.StartAsync(cancellationToken);
        }
        var health = ActivatorUtilities.CreateInstance<HealthMonitor>(services, TimeProvider.System);
        foreach (var endpoint in resources.OfType<ProjectResource>().SelectMany(project => project.Endpoints))
            endpoint.Port ??= ports.Pick();
        foreach (var parameter in resources.OfType<ParameterResource>())
            Show(parameter);
        foreach (var project in resources.OfType<ProjectResource>())
        {
            states.Publish(project, snapshot => snapshot with { State = new ResourceStateSnapshot(KnownResourceStates.NotStarted, null) });
            _runners[project.Name] = new ProjectRunner(project, guard, states, logs, dashboard, wire, health, log, _ending.Token);
        }
        foreach (var resource in resources.OfType<Resource>())
            Begin(resource);
        foreach (var runner in _runners.Values)
            await runner.StartAsync(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_stopped)
            return;
        _stopped = true;
        await _ending.CancelAsync();

        // The dashboard goes last: it still takes what the others have to tell of their end.
        await Task.WhenAll(_runners.Values.Select(runner => runner.StopAsync(CancellationToken.None)));
        await Task.WhenAll(_beginnings);
        if (_dashboard is not null)
            await _dashboard.DisposeAsync();
        await guard.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        foreach (var runner in _runners.Values)
            runner.Dispose();
        _ending.Dispose();
    }

    private void Begin(Resource resource)
    {
        if (resource.InitialSnapshot is { } initial)
            states.Publish(resource, _ => initial);
        var starting = new InitializeResourceEvent(resource, states, services, log);
        _beginnings.AddRange(resource.Initializers.Select(begin => BeginAsync(resource, () => begin(starting, _ending.Token))));
    }

    private async Task BeginAsync(Resource resource, Func<Task> begin)
    {
        try
        {
            await begin();
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // The application ends before the resource has begun.
        }
        catch (Exception exception)
        {
            logs.Add(resource.Name, exception.Message, isError: true);
            RunningLog.CannotStart(log, resource.Name, exception.Message);
            states.Publish(resource, snapshot => snapshot with { State = new ResourceStateSnapshot(KnownResourceStates.FailedToStart, "error") });
        }
    }

    private void Show(ParameterResource parameter)
    {
        try
        {
            _ = parameter.Current;
            states.Publish(parameter, snapshot => snapshot with { State = new ResourceStateSnapshot(KnownResourceStates.Running, "success") });
        }
        catch (DistributedApplicationException exception)
        {
            logs.Add(parameter.Name, exception.Message, isError: true);
            states.Publish(parameter, snapshot => snapshot with { State = new ResourceStateSnapshot("ValueMissing", "warning") });
        }
    }
}
