using System.Collections.Immutable;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Running;

/// <summary>Asks running resources how they are: often until they are well, seldom from then on.</summary>
internal sealed class HealthMonitor(IHttpClientFactory clients, HealthCheckService checks, ResourceNotificationService states, TimeProvider time, ILogger<HealthMonitor> log)
{
    private static readonly TimeSpan UntilWell = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan WhileWell = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The reports of a resource that has not been asked yet.</summary>
    public static ImmutableArray<HealthReportSnapshot> Unknown(ProjectResource project) =>
        [.. project.HealthChecks.Select(check => Name(project, check)).Concat(project.HealthCheckKeys).Select(name => new HealthReportSnapshot(name, null, null, null))];

    /// <summary>Asks until the token is cancelled, which happens when the resource ends.</summary>
    public async Task WatchAsync(ProjectResource project, CancellationToken cancellationToken)
    {
        if (project.HealthChecks.Count == 0 && project.HealthCheckKeys.Count == 0)
            return;
        var known = (HealthStatus?)null;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var reports = await Task.WhenAll(
                    project.HealthChecks.Select(check => AskAsync(project, check, cancellationToken)).Concat(project.HealthCheckKeys.Select(key => AskAsync(key, cancellationToken))));
                cancellationToken.ThrowIfCancellationRequested();
                states.Publish(project, snapshot => snapshot with { HealthReports = [.. reports] });
                var status = states.Find(project.Name)?.HealthStatus;
                if (status != known && (status == HealthStatus.Healthy || known == HealthStatus.Healthy))
                    RunningLog.IsNow(log, project.Name, status.ToString() ?? "");
                known = status;
                await Task.Delay(status == HealthStatus.Healthy ? WhileWell : UntilWell, time, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task<HealthReportSnapshot> AskAsync(ProjectResource project, HttpHealthCheck check, CancellationToken cancellationToken)
    {
        var name = Name(project, check);
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            using var client = clients.CreateClient();
            var endpoint = new EndpointReference(project, check.EndpointName);
            using var answer = await client.GetAsync(new Uri(new Uri(endpoint.Url), check.Path), patience.Token);
            var said = string.Create(CultureInfo.InvariantCulture, $"{check.Path} answered {(int)answer.StatusCode}");
            return Report((int)answer.StatusCode == check.StatusCode ? HealthStatus.Healthy : HealthStatus.Unhealthy, said, null);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or InvalidOperationException)
        {
            return Report(HealthStatus.Unhealthy, $"{check.Path} did not answer", exception.Message);
        }

        HealthReportSnapshot Report(HealthStatus status, string description, string? exception) =>
            new(name, status, description, exception) { LastRunAt = time.GetUtcNow().UtcDateTime };
    }

    private async Task<HealthReportSnapshot> AskAsync(string key, CancellationToken cancellationToken)
    {
        var report = (await checks.CheckHealthAsync(check => check.Name == key, cancellationToken)).Entries[key];
        return new HealthReportSnapshot(key, report.Status, report.Description, report.Exception?.Message) { LastRunAt = time.GetUtcNow().UtcDateTime };
    }

    private static string Name(ProjectResource project, HttpHealthCheck check) => $"{project.Name}_{check.EndpointName}_{check.Path}_{check.StatusCode}_check";
}
