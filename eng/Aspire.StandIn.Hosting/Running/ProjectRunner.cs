using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Running;

/// <summary>Takes one project through its states: waiting, starting, running, ended, and again.</summary>
internal sealed class ProjectRunner(
    ProjectResource project, GuardClient guard, ResourceNotificationService states, ResourceLogs logs, DashboardSettings dashboard, WireResource wire,
    HealthMonitor health, ILogger log, CancellationToken applicationEnds) : IDisposable
{
    private readonly SemaphoreSlim _oneCommandAtATime = new(1, 1);
    private CancellationTokenSource _wanted = new();
    private Task _life = Task.CompletedTask;

    public ProjectResource Project => project;

    /// <summary>Begins a run. It is under way when this returns: perhaps waiting for others, but no longer ended.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _oneCommandAtATime.WaitAsync(cancellationToken);
        try
        {
            if (!_life.IsCompleted)
                throw new DistributedApplicationException($"{project.Name} is {states.Find(project.Name)?.State?.Text} already.");
            _wanted.Dispose();
            _wanted = CancellationTokenSource.CreateLinkedTokenSource(applicationEnds);
            Say(KnownResourceStates.Starting, snapshot => snapshot with { ExitCode = null, StartTimeStamp = null, StopTimeStamp = null, HealthReports = HealthMonitor.Unknown(project) });
            _life = LiveAsync(_wanted.Token);
        }
        finally
        {
            _oneCommandAtATime.Release();
        }
    }

    /// <summary>Ends the run, if there is one, and returns when it has ended.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _oneCommandAtATime.WaitAsync(cancellationToken);
        try
        {
            await _wanted.CancelAsync();
            await _life;
        }
        finally
        {
            _oneCommandAtATime.Release();
        }
    }

    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await StopAsync(cancellationToken);
        await StartAsync(cancellationToken);
    }

    public void Dispose()
    {
        _wanted.Dispose();
        _oneCommandAtATime.Dispose();
    }

    private async Task LiveAsync(CancellationToken wanted)
    {
        try
        {
            if (project.Waits.Count > 0)
            {
                Say(KnownResourceStates.Waiting);
                await Task.WhenAll(project.Waits.Select(wait => WaitAsync(wait, wanted)));
                Say(KnownResourceStates.Starting);
            }
            wanted.ThrowIfCancellationRequested();
            var environment = ChildProgram.Own(project, dashboard, wire.Instance);
            var order = ChildProgram.Describe(project, environment);
            var run = guard.Run(project.Name, order, (line, isError) => logs.Add(project.Name, line, isError));
            var processId = await run.Started;
            Say(KnownResourceStates.Running, snapshot => snapshot with
            {
                StartTimeStamp = DateTime.UtcNow,
                ProcessId = processId,
                Environment = environment,
                Arguments = [.. project.Arguments],
            });
            using var stop = wanted.Register(() =>
            {
                Say(KnownResourceStates.Stopping);
                guard.Stop(run, Orchestrator.Grace);
            });
            using var checking = CancellationTokenSource.CreateLinkedTokenSource(wanted);
            var checks = health.WatchAsync(project, checking.Token);
            var exitCode = await run.Exited;
            await checking.CancelAsync();
            await checks;
            Say(KnownResourceStates.Finished, snapshot => snapshot with { ExitCode = exitCode, StopTimeStamp = DateTime.UtcNow, ProcessId = null });
            if (exitCode != 0 && !wanted.IsCancellationRequested)
                RunningLog.EndedByItself(log, project.Name, exitCode, logs.LastError(project.Name) ?? "it did not say why");
        }
        catch (OperationCanceledException) when (wanted.IsCancellationRequested)
        {
            Say(KnownResourceStates.NotStarted);
        }
        catch (Exception exception)
        {
            logs.Add(project.Name, exception.Message, isError: true);
            RunningLog.CannotStart(log, project.Name, exception.Message);
            Say(KnownResourceStates.FailedToStart, snapshot => snapshot with { StopTimeStamp = DateTime.UtcNow });
        }
    }

    private async Task WaitAsync(Wait wait, CancellationToken cancellationToken)
    {
        if (wait.ExitCode is not { } wished)
        {
            await states.WaitForResourceHealthyAsync(wait.For.Name, cancellationToken);
            return;
        }
        var ended = await states.WaitForResourceAsync(
            wait.For.Name, change => change.Snapshot.State is { } state && KnownResourceStates.TerminalStates.Contains(state.Text), cancellationToken);
        if (ended.Snapshot.State!.Text == KnownResourceStates.FailedToStart || ended.Snapshot.ExitCode != wished)
        {
            throw new DistributedApplicationException(string.Create(CultureInfo.InvariantCulture,
                $"{wait.For.Name} should have ended with exit code {wished}, but it is {ended.Snapshot.State.Text} with exit code {ended.Snapshot.ExitCode}: see its log."));
        }
    }

    private void Say(string state, Func<CustomResourceSnapshot, CustomResourceSnapshot>? change = null)
    {
        var style = state == KnownResourceStates.FailedToStart ? "error" : state == KnownResourceStates.Running ? "success" : null;
        states.Publish(project, snapshot => (change?.Invoke(snapshot) ?? snapshot) with { State = new ResourceStateSnapshot(state, style) });
        if (state != KnownResourceStates.Starting)
            RunningLog.IsNow(log, project.Name, state);
    }
}
